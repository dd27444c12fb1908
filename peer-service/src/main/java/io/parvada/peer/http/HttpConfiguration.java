package io.parvada.peer.http;

import io.parvada.peer.identity.Self;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /** Beyond every bound of a search and of a bootstrap: what is later than this has no other end. */
    private static final long ASYNC_TIMEOUT_MS = 90_000;

    /** An idle caller: no byte in or out for so long ends the connection. */
    private static final int IDLE_MS = 20_000;

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
    WebMvcConfigurer sharedByAllRoutes(ObjectProvider<Self> self) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new OtherSites(() -> hosts(self.getObject())));
            }

            @Override
            public void configureAsyncSupport(AsyncSupportConfigurer async) {
                async.setDefaultTimeout(ASYNC_TIMEOUT_MS);
            }
        };
    }

    // Last, so that our valve stands nearest to the application and reports before Boot's and Tomcat's own.
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tomcatAtTheEdge(
            ObjectProvider<Self> self, JsonMapper json) {
        return tomcat -> {
            tomcat.addEngineValves(new CallLog(() -> self.getObject().id().value()));
            tomcat.addContextCustomizers(context -> reportProblems(context, json));
            tomcat.addConnectorCustomizers(HttpConfiguration::harden);
        };
    }

    private static void reportProblems(Context context, JsonMapper json) {
        context.getParent().getPipeline().addValve(new ProblemValve(json));
    }

    private static void harden(Connector connector) {
        // Names are decoded from the raw path by PathName, once; Tomcat only has to let an encoded slash through.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowTrace(false);
        connector.setParseBodyMethods(""); // a body is bytes or JSON, never a form
        connector.setMaxParameterCount(100);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            // A refusal with Expect: 100-continue comes instead of the 100, so the body is never sent.
            http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            http.setConnectionTimeout(IDLE_MS);
        }
    }

    private static Set<String> hosts(Self self) {
        Set<String> hosts = new HashSet<>();
        hosts.add(self.peer().url().uri().getHost().toLowerCase(Locale.ROOT));
        self.peer().addresses().forEach(at -> hosts.add(at.url().uri().getHost().toLowerCase(Locale.ROOT)));
        return hosts;
    }
}
