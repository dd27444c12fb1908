package io.parvada.peer.remote;

import io.parvada.peer.access.Endpoints;
import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.announce.AnnouncementTransport;
import io.parvada.peer.config.LiveSettings;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.credential.KeySource;
import io.parvada.peer.downloads.HolderDialler;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.Self;
import io.parvada.peer.membership.MembershipTransport;
import io.parvada.peer.pace.Bandwidth;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.time.Timeline;
import io.parvada.peer.tls.Tls;
import io.parvada.transfer.connection.CallHeaders;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.HolderKey;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
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
    HttpOut httpOut(
            Resolver resolver, PeerConfig config, LiveSettings settings, RemoteThreads threads, Clock clock, Tls tls) {
        return new HttpOut(
                client(threads, tls),
                resolver,
                url -> settings.friends().contains(url)
                        || config.directory().urls().contains(url),
                Timeline.over(threads.timer(), clock));
    }

    @Bean
    Proofs proofs(
            HttpOut http,
            JsonMapper json,
            Self self,
            Proven proven,
            RemoteThreads threads,
            ObjectProvider<CallSigner> signer) {
        SecureRandom random = new SecureRandom();
        CallSigner present = signer.getIfAvailable();
        Proofs.Shown shown = (callee, method, path) ->
                Endpoints.rest(method, path).isEmpty() ? Map.of() : present.headers(callee.value(), method, path);
        return new Proofs(
                http,
                new Answers(json),
                () -> Challenge.by(self.id(), random),
                proven,
                threads.answers(),
                present == null ? Proofs.Shown.NOTHING : shown);
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
    AnnouncementTransport announcementTransport(
            Proofs proofs, JsonMapper json, ObjectProvider<HolderKey> key, Clock clock) {
        return new HttpAnnouncements(proofs, new Answers(json), key::getObject, clock);
    }

    /** Of the directory that this peer uses; where it is one itself, its own store has them. Null where it uses none. */
    @Bean
    @ConditionalOnProperty(name = "peer.directory.enabled", havingValue = "false", matchIfMissing = true)
    KeySource directoryKeysOverHttp(PeerConfig config, Proofs proofs) {
        return config.directory().urls().isEmpty()
                ? null
                : new HttpKeySource(proofs, config.directory().urls());
    }

    @Bean
    HolderDialler holderDialler(
            Resolver resolver,
            HttpOut http,
            Proofs proofs,
            HealthChannels channels,
            Bandwidth bandwidth,
            ObjectProvider<CallSigner> signer) {
        CallSigner present = signer.getIfAvailable();
        return new GrpcHolders(
                resolver,
                http,
                proofs,
                channels,
                bandwidth,
                callee -> present == null ? CallHeaders.NONE : shown(present, callee));
    }

    private static CallHeaders shown(CallSigner signer, PeerId callee) {
        return method -> signer.headers(callee.value(), Claims.GRPC, "/" + method);
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
