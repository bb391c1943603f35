window.addEventListener("load", function () {
  SwaggerUIBundle({
    url: "/openapi.json?version=3.0",
    dom_id: "#viewer",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    validatorUrl: null,
  });
});
