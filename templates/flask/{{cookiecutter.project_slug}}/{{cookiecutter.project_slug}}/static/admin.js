// What Flask-Admin says in onclick attributes, which the content security policy forbids.
document.addEventListener("click", event => {
    const link = event.target.closest("a[data-action], a[href^='javascript:']");
    if (link) event.preventDefault();
    if (link?.dataset.action) modelActions.execute(link.dataset.action);
});

document.addEventListener("submit", event => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
});
