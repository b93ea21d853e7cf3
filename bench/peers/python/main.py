"""
The peer: what one would write today in Python with kopf and asyncpg, tuned. kopf reads KUBECONFIG and takes the namespace
from its command line, asyncpg reads the standard PG* variables.
"""

from typing import Any

import asyncpg
import kopf

from rows import Row, Store, describe
from status import HandledByStatus, next_status

FINALIZER = "finalizers.postgreswriters.demo.yash.com/cleanup-row"
KIND = ("demo.yash.com", "v1", "postgreswriters")
RETRY_SECONDS = 1.0


@kopf.on.startup()
async def start(settings: kopf.OperatorSettings, memo: kopf.Memo, **_: Any) -> None:
    settings.persistence.finalizer = FINALIZER
    settings.persistence.diffbase_storage = HandledByStatus()
    settings.posting.enabled = False
    settings.scanning.disabled = True
    settings.watching.initial_streaming = True
    settings.queueing.idle_timeout = 1.0
    memo.rows = await Store.open()


@kopf.on.cleanup()
async def stop(memo: kopf.Memo, **_: Any) -> None:
    await memo.rows.close()


@kopf.on.resume(*KIND)
@kopf.on.create(*KIND)
async def reconcile(body: kopf.Body, patch: kopf.Patch, memo: kopf.Memo, **_: Any) -> None:
    """Writes a row before it says so in the status. kopf has put the finalizer there by then."""
    spec, previous = body["spec"], body.status.get("table")
    row = Row(row_id(body), spec["name"], spec["age"], spec["country"])
    failure = None
    try:
        if previous is not None and previous != spec["table"]:
            await memo.rows.move(previous, spec["table"], row)
        else:
            await memo.rows.write(spec["table"], row)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as thrown:
        failure = describe(thrown)
    status = next_status(body, failure)
    if status is not None:
        patch.status.update(status)
    if failure is not None:
        raise kopf.TemporaryError(failure, delay=RETRY_SECONDS)


@kopf.on.delete(*KIND)
async def finalize(body: kopf.Body, memo: kopf.Memo, **_: Any) -> None:
    """Removes the row before kopf lets the object go."""
    try:
        await memo.rows.remove(body.status.get("table", body["spec"]["table"]), row_id(body))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as thrown:
        raise kopf.TemporaryError(describe(thrown), delay=RETRY_SECONDS) from None


def row_id(body: kopf.Body) -> str:
    return f"{body.metadata.namespace}/{body.metadata.name}"
