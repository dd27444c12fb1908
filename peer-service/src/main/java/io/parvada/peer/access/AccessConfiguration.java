package io.parvada.peer.access;

import io.parvada.peer.config.Access;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.credential.Gate;
import io.parvada.peer.pace.CallRates;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/** Wires the room. There is no gate, and so no admission and no filter, where access is open. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    /** Within what measures requests, outside of all that reads them. */
    private static final int ORDER = -100;

    /** Null where access is open: ask for it by a provider. */
    @Bean
    Admission admission(ObjectProvider<Gate> gate, CallRates callerRates) {
        Gate present = gate.getIfAvailable();
        return present == null ? null : new Admission(present, callerRates);
    }

    /** Made with the first request: the server starts before identity and secrets are read, and they may refuse the start. */
    @Bean
    FilterRegistrationBean<Filter> passage(
            PeerConfig config, ObjectProvider<Admission> admission, ObjectProvider<JsonMapper> json) {
        Supplier<Filter> chain =
                SingletonSupplier.of(() -> new Passage(admission.getObject(), json.getObject()).chain());
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>();
        registration.setFilter((request, response, next) -> chain.get().doFilter(request, response, next));
        registration.setEnabled(config.access() != Access.OPEN);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        registration.setOrder(ORDER);
        return registration;
    }
}
