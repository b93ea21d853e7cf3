//! The kind as this operator sees it: the fields that it reads and writes.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use serde::{Deserialize, Serialize};

pub const FINALIZER: &str = "finalizers.postgreswriters.demo.yash.com/cleanup-row";

/// The row that should exist.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize)]
#[kube(
    group = "demo.yash.com",
    version = "v1",
    kind = "PostgresWriter",
    namespaced,
    status = "Status",
    schema = "disabled"
)]
pub struct Spec {
    pub table: String,
    pub name: String,
    pub age: i32,
    pub country: String,
}

/// What has become of the row.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Status {
    pub conditions: Vec<Condition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// The one that the row was written to last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}
