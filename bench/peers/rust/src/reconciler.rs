//! Writes a row before it says so in the status, and removes it before it lets the object go.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::PoolError;
use json_patch::Patch as JsonPatch;
use k8s_openapi::{
    apimachinery::pkg::apis::meta::v1::{Condition, Time},
    jiff::Timestamp,
};
use kube::{
    Api, Client, Error as ApiError, ResourceExt,
    api::{Patch, PatchParams, PostParams},
    runtime::controller::Action,
};
use serde_json::json;
use tracing::{error, info};

use crate::{
    api::{FINALIZER, PostgresWriter, Status},
    rows::{Row, Store, describe},
};

pub struct Context {
    pub client: Client,
    pub rows: Store,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the API server: {0}")]
    Api(#[from] ApiError),
    #[error("the database: {0}")]
    Rows(#[from] PoolError),
    #[error("a patch: {0}")]
    Patch(#[from] serde_json::Error),
}

/// A version that was outrun is read again at once, for the rest one waits.
pub fn on_error(object: Arc<PostgresWriter>, failure: &Error, _: Arc<Context>) -> Action {
    error!(object = object.name_any(), %failure, "not reconciled");
    let is_conflict = matches!(failure, Error::Api(ApiError::Api(status)) if status.code == 409 || status.code == 422);
    Action::requeue(Duration::from_millis(if is_conflict { 50 } else { 1_000 }))
}

/// Brings one row to what its object asks for.
pub async fn reconcile(object: Arc<PostgresWriter>, context: Arc<Context>) -> Result<Action, Error> {
    let api = Api::namespaced(context.client.clone(), &object.namespace().unwrap_or_default());
    if object.metadata.deletion_timestamp.is_some() {
        finalize(&api, &object, &context.rows).await?;
        return Ok(Action::await_change());
    }
    let mut object = Arc::unwrap_or_clone(object);
    if !has_finalizer(&object) {
        let mut finalizers = object.finalizers().to_vec();
        finalizers.push(FINALIZER.to_owned());
        match set_finalizers(&api, &object, &finalizers).await? {
            Some(patched) => object = patched,
            None => return Ok(Action::await_change()),
        }
    }
    let id = row_id(&object);
    let wrote = write(&object, &id, &context.rows).await;
    let table = object.spec.table.clone();
    write_status(&api, object, wrote.as_ref().err()).await?;
    wrote?;
    info!(id, table, "row written");
    Ok(Action::await_change())
}

async fn write(object: &PostgresWriter, id: &str, rows: &Store) -> Result<(), PoolError> {
    let spec = &object.spec;
    let row = Row { id, name: &spec.name, age: spec.age, country: &spec.country };
    match object.status.as_ref().and_then(|status| status.table.as_deref()) {
        Some(previous) if previous != spec.table => rows.relocate(previous, &spec.table, &row).await,
        _ => rows.write(&spec.table, &row).await,
    }
}

async fn finalize(api: &Api<PostgresWriter>, object: &PostgresWriter, rows: &Store) -> Result<(), Error> {
    if !has_finalizer(object) {
        return Ok(());
    }
    let table = object.status.as_ref().and_then(|status| status.table.as_deref()).unwrap_or(&object.spec.table);
    let id = row_id(object);
    rows.remove(table, &id).await?;
    let left: Vec<_> = object.finalizers().iter().filter(|name| *name != FINALIZER).cloned().collect();
    set_finalizers(api, object, &left).await?;
    info!(id, table, "row removed");
    Ok(())
}

/// By a JSON patch that tests the version read: the cheapest write that an API server has for it. None: it has gone.
async fn set_finalizers(
    api: &Api<PostgresWriter>,
    object: &PostgresWriter,
    finalizers: &[String],
) -> Result<Option<PostgresWriter>, Error> {
    let patch: JsonPatch = serde_json::from_value(json!([
        { "op": "test", "path": "/metadata/resourceVersion", "value": object.resource_version() },
        { "op": "add", "path": "/metadata/finalizers", "value": finalizers },
    ]))?;
    let answer = api.patch(&object.name_any(), &PatchParams::default(), &Patch::Json::<()>(patch)).await;
    Ok(ignore_not_found(answer)?)
}

/// Writes only what is news, by a PUT, which costs the API server less than a patch.
async fn write_status(
    api: &Api<PostgresWriter>,
    mut object: PostgresWriter,
    failure: Option<&PoolError>,
) -> Result<(), Error> {
    let before = object.status.take().unwrap_or_default();
    let status = next_status(&object, &before, failure);
    if status == before {
        return Ok(());
    }
    object.status = Some(status);
    ignore_not_found(api.replace_status(&object.name_any(), &PostParams::default(), &object).await)?;
    Ok(())
}

fn next_status(object: &PostgresWriter, before: &Status, failure: Option<&PoolError>) -> Status {
    let (says, reason, message) = match failure {
        None => ("True", "InSync", "the row equals the spec".to_owned()),
        Some(failure) => ("False", "WriteFailed", describe(failure)),
    };
    let previous = before.conditions.iter().find(|condition| condition.type_ == "Ready");
    let ready = Condition {
        type_: "Ready".to_owned(),
        status: says.to_owned(),
        reason: reason.to_owned(),
        message,
        observed_generation: object.metadata.generation,
        last_transition_time: previous
            .filter(|condition| condition.status == says)
            .map_or_else(|| Time(Timestamp::now()), |condition| condition.last_transition_time.clone()),
    };
    let others = before.conditions.iter().filter(|condition| condition.type_ != "Ready").cloned();
    Status {
        conditions: others.chain([ready]).collect(),
        observed_generation: object.metadata.generation,
        table: if failure.is_none() { Some(object.spec.table.clone()) } else { before.table.clone() },
    }
}

fn ignore_not_found<T>(answer: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(ApiError::Api(status)) if status.code == 404 => Ok(None),
        Err(other) => Err(other),
    }
}

fn has_finalizer(object: &PostgresWriter) -> bool {
    object.finalizers().iter().any(|name| name == FINALIZER)
}

fn row_id(object: &PostgresWriter) -> String {
    format!("{}/{}", object.namespace().unwrap_or_default(), object.name_any())
}
