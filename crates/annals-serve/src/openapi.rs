//! The description of all routes as an OpenAPI document, made from the list that the router is made from.

use crate::parameters::{Form, Parameter};
use crate::routes::Route;
use serde_json::{Map, Value, json};

/// The document.
pub(crate) fn document(routes: &[Route]) -> Value {
    let paths: Map<String, Value> = routes.iter().map(|route| (route.path.to_owned(), path(route))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "annals",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Market news with receipts. Paths with an underscore speak a part of Elasticsearch's search API; there, query_string and q are read in the query language of annals, in which words side by side are all wanted. Whatever is not known is refused by name.",
        },
        "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } },
        "security": [{}, { "token": [] }],
        "paths": paths,
    })
}

fn path(route: &Route) -> Value {
    route.methods.iter().map(|method| ((*method).to_owned(), operation(route, method))).collect::<Map<String, Value>>().into()
}

fn operation(route: &Route, method: &str) -> Value {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> =
        in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect();
    parameters.extend(route.parameters.iter().map(parameter));
    let name: String = route.path.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '/').collect();
    let mut operation = json!({
        "operationId": format!("{method}{}", name.replace('/', "_")),
        "summary": route.about,
        "parameters": parameters,
        "responses": {
            "200": { "description": "The answer", "content": { route.answer: {} } },
            "default": { "description": "Why there is none", "content": { "application/json": { "schema": { "type": "object", "required": ["error"] } } } },
        },
    });
    if let (Some(body), Some(operation)) = (route.body, operation.as_object_mut()) {
        operation.insert("requestBody".to_owned(), json!({ "description": body, "content": { "application/json": {} } }));
    }
    operation
}

fn parameter(parameter: &Parameter) -> Value {
    let one = match parameter.form {
        Form::Text => json!({ "type": "string" }),
        Form::Day => json!({ "type": "string", "format": "date" }),
        Form::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Above0 => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Choice(values) => json!({ "type": "string", "enum": values }),
    };
    let schema = match parameter.most {
        1 => one,
        usize::MAX => json!({ "type": "array", "items": one }),
        most => json!({ "type": "array", "items": one, "maxItems": most }),
    };
    json!({ "name": parameter.name, "in": "query", "description": parameter.about, "required": parameter.needed, "schema": schema })
}
