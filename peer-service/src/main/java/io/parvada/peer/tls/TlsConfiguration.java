package io.parvada.peer.tls;

import io.parvada.peer.config.PeerConfig;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

    @Bean
    Tls tls(PeerConfig config, SslBundles bundles) {
        return new Tls(config.tls(), bundles);
    }
}
