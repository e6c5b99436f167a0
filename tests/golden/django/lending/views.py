"""The pages of this app. Django's permissions say who may write."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.urls import reverse_lazy
from django.views.generic import DetailView, TemplateView

from support.views import CreateView, DeleteView, KeysetListView, UpdateView

from . import forms, models
from .summary import summary


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(summary=summary(), **kwargs)


class AuthorList(KeysetListView):
    queryset = models.Author.objects.all()
    filter_class = forms.AuthorFilters


class AuthorDetail(DetailView):
    queryset = models.Author.objects.all()


class AuthorCreate(PermissionRequiredMixin, CreateView):
    permission_required = "lending.add_author"
    model = models.Author
    form_class = forms.AuthorForm
    success_message = "The author was added."


class AuthorUpdate(PermissionRequiredMixin, UpdateView):
    permission_required = "lending.change_author"
    model = models.Author
    form_class = forms.AuthorForm
    success_message = "The author was changed."


class AuthorDelete(PermissionRequiredMixin, DeleteView):
    permission_required = "lending.delete_author"
    model = models.Author
    success_url = reverse_lazy("lending:author_list")
    success_message = "The author was deleted."


class BookList(KeysetListView):
    queryset = models.Book.objects.all()
    filter_class = forms.BookFilters


class BookDetail(DetailView):
    queryset = models.Book.objects.with_relations()


class BookCreate(PermissionRequiredMixin, CreateView):
    permission_required = "lending.add_book"
    model = models.Book
    form_class = forms.BookForm
    success_message = "The book was added."


class BookUpdate(PermissionRequiredMixin, UpdateView):
    permission_required = "lending.change_book"
    model = models.Book
    form_class = forms.BookForm
    success_message = "The book was changed."


class BookDelete(PermissionRequiredMixin, DeleteView):
    permission_required = "lending.delete_book"
    model = models.Book
    success_url = reverse_lazy("lending:book_list")
    success_message = "The book was deleted."


class LoanList(KeysetListView):
    queryset = models.Loan.objects.with_relations()
    filter_class = forms.LoanFilters


class LoanDetail(DetailView):
    queryset = models.Loan.objects.with_relations()


class LoanCreate(PermissionRequiredMixin, CreateView):
    permission_required = "lending.add_loan"
    model = models.Loan
    form_class = forms.LoanForm
    success_message = "The loan was added."


class LoanUpdate(PermissionRequiredMixin, UpdateView):
    permission_required = "lending.change_loan"
    model = models.Loan
    form_class = forms.LoanForm
    success_message = "The loan was changed."


class LoanDelete(PermissionRequiredMixin, DeleteView):
    permission_required = "lending.delete_loan"
    model = models.Loan
    success_url = reverse_lazy("lending:loan_list")
    success_message = "The loan was deleted."
