package io.parvada.peer.connector;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConnectorConfiguration {

    @Bean
    KernelSending kernelSending() {
        return new KernelSending();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatWebServerFactory> filesAreHandedOver(KernelSending sending) {
        return tomcat -> {
            tomcat.setProtocol(HandingProtocol.class.getName());
            tomcat.addConnectorCustomizers(
                    connector -> ((HandingProtocol) connector.getProtocolHandler()).use(sending));
        };
    }
}
