package io.parvada.peer.remote;

import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.downloads.HolderDialler;
import io.parvada.peer.identity.Self;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.time.Timeline;
import io.parvada.peer.tls.Tls;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class RemoteConfiguration {

    /** A second SYN goes out after one second: this forgives the loss of the first. */
    private static final Duration CONNECT = Duration.ofMillis(1500);

    @Bean
    RemoteThreads remoteThreads() {
        return new RemoteThreads();
    }

    @Bean
    Resolver resolver(AddressJudge judge, RemoteThreads threads) {
        return new Resolver(judge, threads.lookups());
    }

    @Bean
    HttpOut httpOut(Resolver resolver, LiveSettings settings, RemoteThreads threads, Clock clock, Tls tls) {
        return new HttpOut(
                client(threads, tls),
                resolver,
                url -> settings.friends().contains(url),
                Timeline.over(threads.timer(), clock));
    }

    @Bean
    Proofs proofs(HttpOut http, JsonMapper json, Self self, Proven proven, RemoteThreads threads) {
        SecureRandom random = new SecureRandom();
        return new Proofs(http, new Answers(json), () -> Challenge.by(self.id(), random), proven, threads.answers());
    }

    @Bean
    HealthChannels healthChannels(RemoteThreads threads, Clock clock, Tls tls) {
        return new HealthChannels(Timeline.over(threads.timer(), clock), tls::client);
    }

    @Bean
    HealthChecks healthChecks(
            Resolver resolver, Proofs proofs, HealthChannels channels, RemoteThreads threads, Clock clock) {
        return new HealthChecks(resolver, proofs, channels, Timeline.over(threads.timer(), clock));
    }

    @Bean
    MembershipTransport membershipTransport(HttpOut http, HealthChecks health, JsonMapper json, Proofs proofs) {
        return new HttpMembership(http, health, new Answers(json), proofs);
    }

    @Bean
    HttpQueries queryTransport(Proofs proofs, JsonMapper json) {
        return new HttpQueries(proofs, new Answers(json));
    }

    @Bean
    HolderDialler holderDialler(
            Resolver resolver, HttpOut http, Proofs proofs, HealthChannels channels, Bandwidth bandwidth) {
        return new GrpcHolders(resolver, http, proofs, channels, bandwidth);
    }

    private static HttpClient client(RemoteThreads threads, Tls tls) {
        HttpClient.Builder builder = builder(threads);
        tls.https().ifPresent(builder::sslContext);
        return builder.build();
    }

    static HttpClient.Builder builder(RemoteThreads threads) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT)
                .executor(threads.answers());
    }
}
