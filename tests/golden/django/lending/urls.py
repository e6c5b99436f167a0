from django.urls import path

from . import views

app_name = "lending"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("authors", views.AuthorList.as_view(), name="author_list"),
    path("authors/new", views.AuthorCreate.as_view(), name="author_new"),
    path("authors/<int:pk>", views.AuthorDetail.as_view(), name="author_detail"),
    path("authors/<int:pk>/edit", views.AuthorUpdate.as_view(), name="author_edit"),
    path("authors/<int:pk>/delete", views.AuthorDelete.as_view(), name="author_delete"),
    path("books", views.BookList.as_view(), name="book_list"),
    path("books/new", views.BookCreate.as_view(), name="book_new"),
    path("books/<int:pk>", views.BookDetail.as_view(), name="book_detail"),
    path("books/<int:pk>/edit", views.BookUpdate.as_view(), name="book_edit"),
    path("books/<int:pk>/delete", views.BookDelete.as_view(), name="book_delete"),
    path("loans", views.LoanList.as_view(), name="loan_list"),
    path("loans/new", views.LoanCreate.as_view(), name="loan_new"),
    path("loans/<int:pk>", views.LoanDetail.as_view(), name="loan_detail"),
    path("loans/<int:pk>/edit", views.LoanUpdate.as_view(), name="loan_edit"),
    path("loans/<int:pk>/delete", views.LoanDelete.as_view(), name="loan_delete"),
]
