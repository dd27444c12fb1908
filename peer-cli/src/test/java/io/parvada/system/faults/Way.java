package io.parvada.system.faults;

import io.parvada.system.PeerProcess;
import io.parvada.transfer.connection.PeerChannel;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.push.Push;
import io.parvada.transfer.wire.GrpcUploadTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The two ways in which a file comes to a peer. */
enum Way {
    GRPC {
        @Override
        Optional<Reason> upload(PeerProcess peer, String name, byte[] bytes, boolean overwrite) throws IOException {
            Path file = Files.write(Files.createTempFile("upload", ""), bytes);
            try (GrpcUploadTarget target = new GrpcUploadTarget(PeerChannel.to("localhost:" + peer.grpcPort))) {
                new Push(file, new FileName(name), overwrite, target, new Push.Listener() {}).run();
                return Optional.empty();
            } catch (PeerException e) {
                return Optional.of(e.reason());
            } finally {
                Files.delete(file);
            }
        }
    },
    PUT {
        @Override
        Optional<Reason> upload(PeerProcess peer, String name, byte[] bytes, boolean overwrite)
                throws IOException, InterruptedException {
            URI uri = URI.create(peer.url() + "/files/" + name + (overwrite ? "?overwrite=true" : ""));
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(60))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build();
            HttpResponse<String> response = PeerProcess.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() < 300 ? Optional.empty() : Optional.of(reason(response.body()));
        }
    };

    /** @return empty when the peer said that it has the file, else why not */
    abstract Optional<Reason> upload(PeerProcess peer, String name, byte[] bytes, boolean overwrite)
            throws IOException, InterruptedException;

    /** Of an error over REST. */
    static Reason reason(String problem) {
        return Reason.valueOf(new JsonMapper().readTree(problem).get("reason").asString());
    }
}
