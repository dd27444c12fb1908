package io.parvada.peer.grpc;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.parvada.proto.v1.FileTransferGrpc;
import java.time.Duration;
import net.devh.boot.grpc.server.serverfactory.GrpcServerFactory;
import net.devh.boot.grpc.server.serverfactory.GrpcServerLifecycle;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * When the server starts and stops. The starter's own lifecycle would start it after everything and stop it before
 * everything; but a peer that introduces itself is dialled back at once, and one that leaves says so (health first, then
 * the overlay) while its port still answers.
 */
final class ServerPhases {

    /** The highest phase: first to stop. */
    static final int HEALTH = Integer.MAX_VALUE;

    /** Before it the overlay announces LEFT; below the web server's graceful shutdown, above its stop. */
    static final int SERVER = Integer.MAX_VALUE - 2000;

    private ServerPhases() {}

    static final class Server extends GrpcServerLifecycle {
        Server(GrpcServerFactory factory, Duration grace, ApplicationEventPublisher events) {
            super(factory, grace, events);
        }

        @Override
        public int getPhase() {
            return SERVER;
        }
    }

    /** Says NOT_SERVING before anything else of this peer stops. */
    static final class Health implements SmartLifecycle {
        private final HealthStatusManager health;
        private volatile boolean running;

        Health(HealthStatusManager health) {
            this.health = health;
        }

        @Override
        public void start() {
            say(ServingStatus.SERVING);
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            say(ServingStatus.NOT_SERVING);
        }

        private void say(ServingStatus status) {
            health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
            health.setStatus(FileTransferGrpc.SERVICE_NAME, status);
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return HEALTH;
        }
    }
}
