package io.parvada.peer.credential;

import io.parvada.peer.config.Access;
import io.parvada.peer.config.PeerConfig;
import io.parvada.peer.config.StartRefused;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.peer.identity.PrivateFiles;
import io.parvada.peer.identity.Self;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.credential.SelfIssued;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Wires the room by the mode of access. Where it is open, there is neither a gate nor a signer: the beans are null. */
@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

    /** What a peer asks of its neighbours: to be known, to search and to fetch. */
    private static final Set<Scope> OF_A_PEER = Set.of(Scope.READ, Scope.WRITE);

    /** What the directory's keys were when they were last read. */
    private static final String KEPT_KEYS = "directory-keys.json";

    private static final String SECRET_KEY = "peer.cluster_secret_file";
    private static final Supplier<String> IDS = () -> UUID.randomUUID().toString();

    @Bean
    @Lazy
    CallProofs callProofs(Self self, Clock clock) {
        return new CallProofs(self.id(), clock);
    }

    @Bean
    ClusterSecret clusterSecret(PeerConfig config) {
        return config.clusterSecretFile()
                .map(CredentialConfiguration::readSecret)
                .orElse(null);
    }

    @Bean
    OwnCredential ownCredential() {
        return new OwnCredential();
    }

    @Bean
    Gate gate(
            PeerConfig config,
            ObjectProvider<CallProofs> proofs,
            AccessPolicy policy,
            Clock clock,
            ObjectProvider<ClusterSecret> secret,
            ObjectProvider<KeySource> keys) {
        Credentials credentials = switch (config.access()) {
            case OPEN -> null;
            case CLUSTER -> new ClusterCredentials(secret.getObject());
            case DIRECTORY -> ofDirectory(keys.getIfAvailable(), config.stateDir(), clock);
        };
        return credentials == null ? null : new Gate(credentials, proofs.getObject(), policy::isAdminToken, clock);
    }

    @Bean
    CallSigner callSigner(
            PeerConfig config,
            Self self,
            ObjectProvider<HolderKey> holder,
            Clock clock,
            ObjectProvider<ClusterSecret> secret,
            OwnCredential issued) {
        if (config.access() == Access.OPEN) {
            return null;
        }
        HolderKey key = holder.getObject();
        Grant grant = new Grant(Claims.CLUSTER_SUBJECT, self.id().value(), key.thumbprint(), OF_A_PEER);
        Supplier<String> credential =
                config.access() == Access.CLUSTER ? new SelfIssued(secret.getObject(), grant, clock, IDS) : issued;
        return new CallSigner(key, credential, clock, IDS);
    }

    private static Credentials ofDirectory(KeySource keys, Path stateDir, Clock clock) {
        if (keys == null) {
            throw new StartRefused(
                    "peer.access is \"directory\", but no directory is named; accepted: peer.directory.urls,"
                            + " or peer.directory.enabled.");
        }
        if (keys.isOwn()) {
            return new DirectoryCredentials(keys::find);
        }
        TrustedKeys trusted = new TrustedKeys(keys, stateDir.resolve(KEPT_KEYS), clock);
        return new DirectoryCredentials(trusted::find);
    }

    private static ClusterSecret readSecret(Path file) {
        try {
            return ClusterSecret.parse(PrivateFiles.read(file, SECRET_KEY));
        } catch (IllegalArgumentException wrong) {
            throw new StartRefused(file + ", which " + SECRET_KEY + " names, holds no secret; accepted: "
                    + ClusterSecret.FORM + ". openssl rand -base64 33 makes one.");
        }
    }
}
