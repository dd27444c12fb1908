package io.parvada.peer;

import io.parvada.peer.config.StartRefused;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * One peer. The catalog opens and migrates its own database, and room http reports errors in Tomcat's pipeline, without a
 * second dispatch to an error page; so Spring Boot does none of it.
 */
@SpringBootApplication(
        exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
public class PeerApplication {

    private static final String SHARED_THREADS = "java.util.concurrent.ForkJoinPool.common.parallelism";

    public static void main(String[] args) {
        sharePoolOnSmallMachines();
        try {
            SpringApplication.run(PeerApplication.class, args);
        } catch (RuntimeException e) {
            // Told already, by StartReporter. Not by Spring's ExitCodeGenerator: it publishes to a context that is not
            // there.
            if (StartReporter.isRefusal(e)) {
                System.exit(StartRefused.EXIT_CODE);
            }
            throw e;
        }
    }

    /**
     * With two processors or one the JDK's own pool has one thread or none; then CompletableFuture makes a new thread for
     * each task instead, and the HTTP client does so for each answer. Before anything has touched either.
     */
    private static void sharePoolOnSmallMachines() {
        if (Runtime.getRuntime().availableProcessors() <= 2 && System.getProperty(SHARED_THREADS) == null) {
            System.setProperty(SHARED_THREADS, "2");
        }
    }
}
