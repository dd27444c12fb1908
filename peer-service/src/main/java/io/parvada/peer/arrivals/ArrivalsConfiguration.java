package io.parvada.peer.arrivals;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ArrivalsConfiguration {

    @Bean
    Arrivals arrivals() {
        return new Arrivals();
    }
}
