package io.parvada.peer.http;

import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.identity.Self;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /** Threads beyond those that transfers can hold, so that slow readers never stop a search or a probe. */
    private static final int THREADS_BESIDE_TRANSFERS = 32;

    @Bean
    JacksonModule parvadaValues() {
        return ParvadaJson.values();
    }

    @Bean
    JsonFactoryBuilderCustomizer boundedJson() {
        return ParvadaJson::bound;
    }

    @Bean
    JsonMapperBuilderCustomizer parvadaJson() {
        return ParvadaJson::configure;
    }

    @Bean
    OpenApiCustomizer openApiAsOnTheWire() {
        OpenApiDocs.valuesAreStrings();
        return OpenApiDocs::correct;
    }

    @Bean
    WebMvcConfigurer sharedByAllRoutes(ObjectProvider<Self> self) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new OtherSites(() -> hosts(self.getObject())));
            }
        };
    }

    @Bean
    EventStreams eventStreams() {
        CustomizableThreadFactory named = new CustomizableThreadFactory("http-events-");
        named.setDaemon(true);
        return new EventStreams(
                new ThreadPoolExecutor(0, EventStreams.MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), named));
    }

    /** Before the server waits for what runs: a stream would run to the end of its download. */
    @Bean
    ApplicationListener<ContextClosedEvent> eventStreamsEnd(EventStreams streams) {
        return closed -> streams.close();
    }

    // Last, so that our valve stands nearest to the application and reports before Boot's and Tomcat's own.
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tomcatAtTheEdge(
            ObjectProvider<Self> self, LiveSettings settings, JsonMapper json) {
        return tomcat -> {
            tomcat.addEngineValves(new CallLog(() -> self.getObject().id().value()));
            tomcat.addContextCustomizers(context -> reportProblems(context, json));
            tomcat.addConnectorCustomizers(connector -> harden(connector, settings));
        };
    }

    private static void reportProblems(Context context, JsonMapper json) {
        context.getParent().getPipeline().addValve(new ProblemValve(json));
    }

    private static void harden(Connector connector, LiveSettings settings) {
        // Names are decoded from the raw path by PathName, once; Tomcat only has to let an encoded slash through.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowTrace(false);
        connector.setParseBodyMethods(""); // a body is bytes or JSON, never a form
        connector.setMaxParameterCount(100);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            // A refusal with Expect: 100-continue comes instead of the 100, so the body is never sent.
            http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            http.setMaxThreads(threads(settings));
            settings.onChange(() -> http.setMaxThreads(threads(settings)));
        }
    }

    private static int threads(LiveSettings settings) {
        return settings.limits().maxTransfers() + THREADS_BESIDE_TRANSFERS;
    }

    private static Set<String> hosts(Self self) {
        Set<String> hosts = new HashSet<>();
        self.peer().endpoints().forEach(at -> hosts.add(at.url().hostPort().host()));
        return hosts;
    }
}
