package io.parvada.peer.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.parvada.peer.access.Admission;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.identity.Self;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.proof.Prover;
import io.parvada.peer.tls.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.devh.boot.grpc.server.config.GrpcServerProperties;
import net.devh.boot.grpc.server.serverfactory.GrpcServerConfigurer;
import net.devh.boot.grpc.server.serverfactory.GrpcServerLifecycle;
import net.devh.boot.grpc.server.serverfactory.ShadedNettyGrpcServerFactory;
import net.devh.boot.grpc.server.service.GrpcServiceDefinition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the server. The starter brings health, reflection and the factory; the rest is set here. */
@Configuration(proxyBeanMethods = false)
class GrpcConfiguration {

    // Calls that still run at SIGTERM have so long; Docker kills after 10 s.
    private static final Duration GRACE = Duration.ofSeconds(4);
    // Each costs a descriptor; a neighbour needs one or two.
    private static final int MAX_CONNECTIONS = 1024;

    @Bean
    GrpcThreads grpcThreads() {
        return new GrpcThreads();
    }

    @Bean
    GrpcServerProperties grpcServerProperties(PeerConfig config) {
        GrpcServerProperties properties = new GrpcServerProperties();
        properties.setAddress(config.bindAddress());
        properties.setPort(config.grpcPort());
        properties.setShutdownGracePeriod(GRACE);
        return properties;
    }

    @Bean
    Connections grpcConnections() {
        return new Connections(MAX_CONNECTIONS);
    }

    @Bean
    GrpcServerConfigurer grpcServerLimits(GrpcThreads threads, Connections connections) {
        return new ServerLimits(threads, connections);
    }

    @Bean
    GrpcServerConfigurer grpcServerTls(Tls tls) {
        return builder -> tls.server().ifPresent(((NettyServerBuilder) builder)::sslContext);
    }

    /** The starter brings the alpha of reflection, which newer clients no longer ask for. */
    @Bean
    BindableService reflectionV1() {
        return ProtoReflectionServiceV1.newInstance();
    }

    @Bean
    BindableService identityService(Prover prover, CallRates proofRates) {
        return new IdentityCalls(prover, proofRates);
    }

    @Bean
    ShadedNettyGrpcServerFactory grpcServerFactory(
            GrpcServerProperties properties,
            List<GrpcServerConfigurer> configurers,
            List<BindableService> services,
            Self self,
            MeterRegistry meters,
            Connections connections,
            ObjectProvider<Admission> admission) {
        ShadedNettyGrpcServerFactory factory = new ShadedNettyGrpcServerFactory(properties, configurers);
        List<ServerInterceptor> interceptors = interceptors(
                () -> self.id().value(), meters, connections, Optional.ofNullable(admission.getIfAvailable()));
        for (BindableService service : services) {
            factory.addService(new GrpcServiceDefinition(
                    service.getClass().getSimpleName(),
                    service.getClass(),
                    ServerInterceptors.interceptForward(service.bindService(), interceptors)));
        }
        return factory;
    }

    /** From the outside in: what the mapping makes of a failure is what is counted, logged and signed. */
    static List<ServerInterceptor> interceptors(
            Supplier<String> peerId, MeterRegistry meters, Connections connections, Optional<Admission> admission) {
        return List.of(
                new PeerIdHeader(peerId),
                new CallLog(System::nanoTime),
                // The starter's own metrics do not start on Boot 4: their conditions name classes that have moved.
                new MetricCollectingServerInterceptor(meters),
                new StatusMapping(),
                new Caller.Introduction(connections, admission));
    }

    @Bean
    GrpcServerLifecycle grpcServerLifecycle(
            ShadedNettyGrpcServerFactory factory, GrpcServerProperties properties, ApplicationEventPublisher events) {
        return new ServerPhases.Server(factory, properties.getShutdownGracePeriod(), events);
    }

    @Bean
    ServerPhases.Health grpcHealthPhase(HealthStatusManager health) {
        return new ServerPhases.Health(health);
    }
}
