package bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** The kind as this operator sees it: the fields that it reads and writes. */
@Group("demo.yash.com")
@Version("v1")
public class PostgresWriter extends CustomResource<PostgresWriter.Spec, PostgresWriter.Status> implements Namespaced {

  static final String FINALIZER = "finalizers.postgreswriters.demo.yash.com/cleanup-row";

  /** The row that should exist. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(String table, String name, int age, String country) {}

  /** What has become of the row; {@code table} is the one that it was written to last. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(List<Condition> conditions, Long observedGeneration, String table) {}

  String rowId() {
    return getMetadata().getNamespace() + "/" + getMetadata().getName();
  }
}
