const page = document.getElementById("swagger-ui");

SwaggerUIBundle({ domNode: page, url: page.dataset.document, deepLinking: true });
