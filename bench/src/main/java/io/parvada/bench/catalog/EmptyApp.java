package io.parvada.bench.catalog;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A Spring Boot application with nothing in it: web server and actuator. It runs on the libraries of peer-service.jar,
 * with the rest of what they would bring switched off.
 */
@SpringBootApplication(
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
        })
public class EmptyApp {

    public static void main(String[] arguments) {
        SpringApplication.run(EmptyApp.class, arguments);
    }
}
