"""Both admins under the same verbs, worked with as a person does: by what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect


class Admin(Protocol):
    """An admin, after its first page was opened."""

    page: Page

    @property
    def columns(self) -> Locator: ...
    @property
    def names(self) -> Locator: ...
    def open_products(self) -> None: ...
    def search(self, text: str) -> None: ...
    def create(self, name: str, price: str) -> None: ...
    def rename(self, name: str, new_name: str) -> None: ...
    def delete(self, name: str) -> None: ...
    def delete_together(self, names: list[str]) -> None: ...
    def create_user(self, username: str, password: str) -> None: ...
    def set_password(self, username: str, password: str) -> None: ...


@dataclass
class DjangoAdmin:
    page: Page

    @property
    def columns(self) -> Locator:
        return self.page.locator("#result_list thead th .text a")

    @property
    def names(self) -> Locator:
        return self.page.locator("#result_list tbody th")

    def open_products(self) -> None:
        self.page.goto("/admin/")
        main = self.page.get_by_role("main")
        main.get_by_role("link", name="Products", exact=True).click()
        # The page left behind links to the products changed last, by the same names.
        self.page.wait_for_url("**/product/")

    def open_users(self) -> None:
        self.page.goto("/admin/")
        main = self.page.get_by_role("main")
        main.get_by_role("link", name="Users", exact=True).click()
        self.page.wait_for_url("**/user/")

    def search(self, text: str) -> None:
        self.page.locator("#searchbar").fill(text)
        self.page.get_by_role("button", name="Search").click()
        self.page.wait_for_url("**?q=*")

    def create(self, name: str, price: str) -> None:
        self.open_products()
        self.page.get_by_role("link", name="Add product").last.click()
        self.page.get_by_label("Name:").fill(name)
        self.page.get_by_label("Price:").fill(price)
        self.page.get_by_label("Status:").select_option(label="Live")
        self._save("was added successfully")

    def rename(self, name: str, new_name: str) -> None:
        self._open(name)
        self.page.get_by_label("Name:").fill(new_name)
        self._save("was changed successfully")

    def delete(self, name: str) -> None:
        self._open(name)
        self.page.get_by_role("link", name="Delete", exact=True).click()
        self._confirm("was deleted successfully")

    def delete_together(self, names: list[str]) -> None:
        self.open_products()
        for name in names:
            row = self.page.get_by_role("row").filter(has_text=name)
            row.get_by_role("checkbox").check()
        self.page.get_by_label("Action:").select_option(
            label="Delete selected products"
        )
        self.page.get_by_role("button", name="Go").click()
        self._confirm(f"Successfully deleted {len(names)} products")

    def create_user(self, username: str, password: str) -> None:
        self.open_users()
        self.page.get_by_role("link", name="Add user").last.click()
        self.page.get_by_label("Username:").fill(username)
        self._fill_passwords(password)
        self._save("was added successfully")

    def set_password(self, username: str, password: str) -> None:
        self.open_users()
        self.page.get_by_role("link", name=username, exact=True).click()
        self.page.get_by_role("link", name="Set a new password").click()
        self._fill_passwords(password)
        self.page.get_by_role("button", name="Change password").click()
        self._told("Password changed successfully")

    def _fill_passwords(self, password: str) -> None:
        self.page.get_by_label("Password:").fill(password)
        self.page.get_by_label("Password confirmation:").fill(password)

    def _open(self, name: str) -> None:
        self.open_products()
        self.page.get_by_role("link", name=name, exact=True).click()

    def _save(self, message: str) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()
        self._told(message)

    def _confirm(self, message: str) -> None:
        self.page.get_by_role("button", name="Yes, I’m sure").click()
        self._told(message)

    def _told(self, message: str) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text(message)


@dataclass
class FlaskAdmin:
    page: Page

    @property
    def columns(self) -> Locator:
        return self.page.locator(".model-list thead th.column-header")

    @property
    def names(self) -> Locator:
        return self.page.locator(".model-list tbody td.col-name")

    def open_products(self) -> None:
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Products", exact=True).first.click()
        self.page.wait_for_url("**/products/")

    def open_users(self) -> None:
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Users", exact=True).first.click()
        self.page.wait_for_url("**/accounts/")

    def search(self, text: str) -> None:
        box = self.page.locator("input[name=search]")
        box.fill(text)
        box.press("Enter")
        self.page.wait_for_url("**search=*")

    def create(self, name: str, price: str) -> None:
        self.open_products()
        self.page.get_by_role("link", name="Create", exact=True).click()
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Price").fill(price)
        self.page.get_by_label("Status").select_option(label="Live")
        self._save("successfully created")

    def rename(self, name: str, new_name: str) -> None:
        self.open_products()
        self._row(name).get_by_title("Edit Record").click()
        self.page.get_by_label("Name").fill(new_name)
        self._save("successfully saved")

    def delete(self, name: str) -> None:
        self.open_products()
        self._agree()
        self._row(name).get_by_title("Delete Record").click()
        self._told("successfully deleted")

    def delete_together(self, names: list[str]) -> None:
        self.open_products()
        for name in names:
            self._row(name).get_by_role("checkbox").check()
        self.page.get_by_text("With selected").click()
        self._agree()
        self.page.get_by_role("link", name="Delete", exact=True).click()
        self._told(f"Deleted: {len(names)}")

    def create_user(self, username: str, password: str) -> None:
        self.open_users()
        self.page.get_by_role("link", name="Create", exact=True).click()
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("New password").fill(password)
        self._save("successfully created")

    def set_password(self, username: str, password: str) -> None:
        self.open_users()
        self._row(username).get_by_title("Edit Record").click()
        self.page.get_by_label("New password").fill(password)
        self._save("successfully saved")

    def _agree(self) -> None:
        """Say yes to the question that comes next."""
        self.page.once("dialog", lambda question: question.accept())

    def _row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=name)

    def _save(self, message: str) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()
        self._told(message)

    def _told(self, message: str) -> None:
        expect(self.page.locator(".alert")).to_contain_text(message)


ADMINS: dict[str, type[Admin]] = {"django": DjangoAdmin, "flask": FlaskAdmin}
