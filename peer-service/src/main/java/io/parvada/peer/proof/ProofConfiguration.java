package io.parvada.peer.proof;

import io.parvada.peer.identity.IdentityKeys;
import io.parvada.peer.identity.Self;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the room; it has no threads. */
@Configuration(proxyBeanMethods = false)
class ProofConfiguration {

    @Bean
    Prover prover(IdentityKeys keys, Self self) {
        return new Prover(keys, () -> self.peer().endpoints());
    }

    @Bean
    Proven proven(Clock clock) {
        return new Proven(clock);
    }
}
