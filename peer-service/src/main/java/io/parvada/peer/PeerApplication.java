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

    public static void main(String[] args) {
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
}
