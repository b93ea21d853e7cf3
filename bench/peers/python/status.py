"""What has become of a row, as the object says it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import kopf


class HandledByStatus(kopf.DiffBaseStorage):
    """
    Takes the status for the record of what was handled: a generation that it does not name counts as new. kopf would
    keep the record in an annotation, which is one more write for each object.
    """

    def fetch(self, *, body: kopf.Body) -> kopf.BodyEssence | None:
        is_handled = body.status.get("observedGeneration") == body.metadata.get("generation")
        return self.build(body=body) if is_handled else None

    def store(self, *, body: kopf.Body, patch: kopf.Patch, essence: kopf.BodyEssence) -> None:
        """The reconciler has."""


def next_status(body: Mapping[str, Any], failure: str | None) -> Mapping[str, Any] | None:
    """None where the object already says it."""
    status, generation = body.get("status", {}), body["metadata"]["generation"]
    conditions = status.get("conditions", [])
    before = next((condition for condition in conditions if condition["type"] == "Ready"), {})
    says = {
        "status": "True" if failure is None else "False",
        "reason": "InSync" if failure is None else "WriteFailed",
        "message": failure or "the row equals the spec",
        "observedGeneration": generation,
    }
    # Only what succeeded counts as handled, else it would not be tried again after a restart.
    wanted = {} if failure is not None else {"observedGeneration": generation, "table": body["spec"]["table"]}
    if says.items() <= before.items() and wanted.items() <= status.items():
        return None
    is_flip = before.get("status") != says["status"]
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if is_flip else before["lastTransitionTime"]
    others = [condition for condition in conditions if condition["type"] != "Ready"]
    return {"conditions": [*others, {"type": "Ready", "lastTransitionTime": since, **says}], **wanted}
