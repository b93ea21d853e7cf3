package bench;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a row before it says so in the status, and removes it before the SDK lets the object go. */
final class PostgresWriterReconciler implements Reconciler<PostgresWriter>, Cleaner<PostgresWriter> {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresWriterReconciler.class);
  private static final String READY = "Ready";

  private final RowStore rows;

  PostgresWriterReconciler(RowStore rows) {
    this.rows = rows;
  }

  /** Brings one row to what its object asks for. The SDK has put the finalizer there by then. */
  @Override
  public UpdateControl<PostgresWriter> reconcile(PostgresWriter object, Context<PostgresWriter> context)
      throws SQLException {
    var spec = object.getSpec();
    var previous = object.getStatus() == null ? null : object.getStatus().table();
    if (previous != null && !previous.equals(spec.table())) {
      rows.move(previous, spec.table(), object.rowId(), spec);
    } else {
      rows.write(spec.table(), object.rowId(), spec);
    }
    LOG.info("row written: {} in {}", object.rowId(), spec.table());
    return setStatus(object, null) ? UpdateControl.patchStatus(object) : UpdateControl.noUpdate();
  }

  @Override
  public ErrorStatusUpdateControl<PostgresWriter> updateErrorStatus(
      PostgresWriter object, Context<PostgresWriter> context, Exception failure) {
    var isNews = failure instanceof SQLException refused && setStatus(object, RowStore.describe(refused));
    return isNews ? ErrorStatusUpdateControl.patchStatus(object) : ErrorStatusUpdateControl.noStatusUpdate();
  }

  @Override
  public DeleteControl cleanup(PostgresWriter object, Context<PostgresWriter> context) throws SQLException {
    var written = object.getStatus() == null ? null : object.getStatus().table();
    var table = written == null ? object.getSpec().table() : written;
    rows.remove(table, object.rowId());
    LOG.info("row removed: {} in {}", object.rowId(), table);
    return DeleteControl.defaultDelete();
  }

  /** Returns whether the object did not say it already. */
  private static boolean setStatus(PostgresWriter object, String failure) {
    var before = object.getStatus() == null ? new PostgresWriter.Status(List.of(), null, null) : object.getStatus();
    var generation = object.getMetadata().getGeneration();
    var conditions = before.conditions() == null ? List.<Condition>of() : before.conditions();
    var previous = conditions.stream().filter(condition -> condition.getType().equals(READY)).findFirst();
    var says = failure == null ? "True" : "False";
    var ready = new ConditionBuilder()
        .withType(READY)
        .withStatus(says)
        .withReason(failure == null ? "InSync" : "WriteFailed")
        .withMessage(failure == null ? "the row equals the spec" : failure)
        .withObservedGeneration(generation)
        .withLastTransitionTime(previous
            .filter(condition -> condition.getStatus().equals(says))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()))
        .build();
    var all = new ArrayList<Condition>();
    conditions.stream().filter(condition -> !condition.getType().equals(READY)).forEach(all::add);
    all.add(ready);
    var table = failure == null ? object.getSpec().table() : before.table();
    var status = new PostgresWriter.Status(all, generation, table);
    object.setStatus(status);
    return !Objects.equals(status, before);
  }
}
