package io.parvada.peer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.search.LocateAnswer;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RestConfiguration {

    // Null means "not asked for" in an answer as a whole; within hits it means "not known yet" and is written.
    @Bean
    JsonMapperBuilderCustomizer absentWhenNotAskedFor() {
        JsonInclude.Value nonNull = JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null);
        return builder -> builder.withConfigOverride(SearchAnswer.class, of -> of.setInclude(nonNull))
                .withConfigOverride(LocateAnswer.class, of -> of.setInclude(nonNull))
                .addMixIn(Hit.class, HitOnTheWire.class);
    }

    /** Holders of a part stand in a hit only where they were asked for. */
    private interface HitOnTheWire {
        @JsonInclude(JsonInclude.Include.NON_NULL)
        List<Peer> partial();
    }

    @Bean
    StatusController.Build build(ObjectProvider<BuildProperties> properties, Clock clock) {
        BuildProperties known = properties.getIfAvailable();
        return new StatusController.Build(known == null ? "dev" : known.getVersion(), clock.instant(), clock);
    }
}
