//! The peer: what one would write today with kube-rs and tokio-postgres, tuned. It reads KUBECONFIG, WATCH_NAMESPACE and
//! the standard PG* variables.

mod api;
mod reconciler;
mod rows;

use std::{env, error::Error, future::ready, sync::Arc};

use futures::StreamExt;
use kube::{
    Api, Client, ResourceExt,
    runtime::{Controller, WatchStreamExt, controller::Config, predicates, reflector, watcher},
};

use crate::{
    api::PostgresWriter,
    reconciler::{Context, on_error, reconcile},
    rows::Store,
};

const WORKERS: u16 = 64;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_ansi(false).init();
    let client = Client::try_default().await?;
    let objects: Api<PostgresWriter> = Api::namespaced(client.clone(), &env::var("WATCH_NAMESPACE")?);
    let (reader, writer) = reflector::store();
    // It is called for new specs and deletions, not for what it wrote itself.
    let changes = watcher(objects, watcher::Config::default().streaming_lists())
        .default_backoff()
        .modify(|object| object.managed_fields_mut().clear())
        .reflect(writer)
        .applied_objects()
        .predicate_filter(predicates::generation, Default::default());
    Controller::for_stream(changes, reader)
        .with_config(Config::default().concurrency(WORKERS))
        .shutdown_on_signal()
        .run(reconcile, on_error, Arc::new(Context { client, rows: Store::open()? }))
        .for_each(|_| ready(()))
        .await;
    Ok(())
}
