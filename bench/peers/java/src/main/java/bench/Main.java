package bench;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;

/**
 * The peer: what one would write today with the Java Operator SDK and pgjdbc, tuned. It reads KUBECONFIG,
 * WATCH_NAMESPACE and the standard PG* variables.
 */
public final class Main {

  private static final int WORKERS = 64;

  private Main() {}

  public static void main(String[] arguments) {
    var client = new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder()
            // It does not look at what the key in the kubeconfig is.
            .withClientKeyAlgo("EC")
            .withMaxConcurrentRequests(2 * WORKERS)
            .withMaxConcurrentRequestsPerHost(2 * WORKERS)
            .build())
        .build();
    var operator = new Operator(settings -> settings
        .withKubernetesClient(client)
        .withConcurrentReconciliationThreads(WORKERS)
        // Server-side apply costs the API server more than a patch.
        .withUseSSAToPatchPrimaryResource(false));
    var rows = new RowStore(System.getenv());
    operator.register(new PostgresWriterReconciler(rows), settings -> settings
        .withName("postgreswriter")
        .withFinalizer(PostgresWriter.FINALIZER)
        .settingNamespace(System.getenv("WATCH_NAMESPACE")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      operator.stop();
      rows.close();
    }));
    operator.start();
  }
}
