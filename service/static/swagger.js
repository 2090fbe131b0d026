// Shows the description of the API that the page names.
const place = document.getElementById("swagger-ui");
SwaggerUIBundle({ url: place.dataset.url, domNode: place, deepLinking: true, validatorUrl: null, defaultModelsExpandDepth: 0 });
