package io.parvada.peer.access;

import io.parvada.transfer.credential.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The scope that each endpoint asks of its caller where access is not open; docs/protocol.md shows the same table. What
 * stands in no row asks for {@code admin}, so that a route that someone forgets here is shut, not open. Pure.
 */
public final class Endpoints {

    private static final String PUBLIC = "public";
    private static final String ANY = "*";
    private static final String BELOW = "/**";

    /** A public path is one that cannot be read in two ways. */
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+");

    /** HEAD is asked as GET is. A path that ends in /** is itself and all below it. The first row that fits counts. */
    private static final List<Row> REST = rows("""
            public  GET     /actuator/health/**
            public  POST    /identity
            public  POST    /directory/login
            public  GET     /directory/jwks.json
            metrics GET     /actuator/**
            read    GET     /v3/api-docs/**
            read    GET     /v3/api-docs.yaml
            read    GET     /swagger-ui.html
            read    GET     /swagger-ui/**
            read    GET     /status
            read    GET     /files/**
            write   PUT     /files/**
            admin   DELETE  /files/**
            read    GET     /peers
            write   POST    /peers
            admin   DELETE  /peers/**
            write   POST    /register
            read    POST    /probe
            write   POST    /bootstrap
            read    GET     /search
            read    POST    /search
            read    GET     /locate
            read    GET     /summary/**
            read    GET     /downloads/**
            admin   POST    /downloads
            admin   DELETE  /downloads/**
            read    GET     /echo/download
            write   POST    /echo/upload
            write   POST    /publish
            read    GET     /directory/query
            read    GET     /directory/peers
            read    POST    /directory/renew
            read    POST    /directory/logout
            write   PUT     /directory/index
            admin   *       /directory/accounts/**
            """);

    /** By full method name; one that ends in /** is a whole service. */
    private static final List<Row> GRPC = rows("""
            public  GRPC    /grpc.health.v1.Health/**
            public  GRPC    /parvada.v1.Identity/Prove
            read    GRPC    /grpc.reflection.v1.ServerReflection/**
            read    GRPC    /grpc.reflection.v1alpha.ServerReflection/**
            read    GRPC    /parvada.v1.FileTransfer/DummyDownload
            write   GRPC    /parvada.v1.FileTransfer/DummyUpload
            read    GRPC    /parvada.v1.FileTransfer/Stat
            read    GRPC    /parvada.v1.FileTransfer/GetHashes
            read    GRPC    /parvada.v1.FileTransfer/Download
            write   GRPC    /parvada.v1.FileTransfer/OpenUpload
            write   GRPC    /parvada.v1.FileTransfer/PutHashes
            write   GRPC    /parvada.v1.FileTransfer/Upload
            """);

    /** @param scope null for public */
    private record Row(Scope scope, String method, String path) {

        boolean fits(String askedMethod, String asked) {
            boolean sameMethod = method.equals(ANY) || method.equals(askedMethod);
            return sameMethod
                    && fits(asked)
                    && (scope != null || PLAIN.matcher(asked).matches());
        }

        private boolean fits(String asked) {
            if (!path.endsWith(BELOW)) {
                return asked.equals(path);
            }
            String top = path.substring(0, path.length() - BELOW.length());
            return asked.equals(top) || asked.startsWith(top + "/");
        }
    }

    private Endpoints() {}

    /**
     * Empty where anyone may ask.
     *
     * @param path as it stands in the request line, not decoded, without query
     */
    public static Optional<Scope> rest(String method, String path) {
        return needed(REST, method.equals("HEAD") ? "GET" : method, path);
    }

    /** Empty where anyone may ask. @param fullMethodName {@code package.Service/Method} */
    public static Optional<Scope> grpc(String fullMethodName) {
        return needed(GRPC, "GRPC", "/" + fullMethodName);
    }

    /** Whether a row names it, or the default counts; for the test that walks all that is mapped. */
    static boolean isListed(String method, String path) {
        List<Row> rows = method.equals("GRPC") ? GRPC : REST;
        return rows.stream().anyMatch(row -> row.fits(method, path));
    }

    private static Optional<Scope> needed(List<Row> rows, String method, String path) {
        for (Row row : rows) {
            if (row.fits(method, path)) {
                return Optional.ofNullable(row.scope());
            }
        }
        return Optional.of(Scope.ADMIN);
    }

    private static List<Row> rows(String table) {
        return table.lines()
                .map(line -> line.split(" +"))
                .map(cells -> new Row(
                        cells[0].equals(PUBLIC) ? null : Scope.valueOf(cells[0].toUpperCase(Locale.ROOT)),
                        cells[1],
                        cells[2]))
                .toList();
    }
}
