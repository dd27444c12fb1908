package io.parvada.peer.http;

import com.fasterxml.jackson.annotation.Nulls;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as the contract writes it: names in snake_case, enums in lower case but for {@link Reason}, values as their own
 * text, instants by ISO 8601. Reading is strict in types (no number out of a string, no null in a list, no key twice)
 * and lenient in names: a field nobody knows is ignored.
 */
public final class ParvadaJson {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_STRING_CHARS = 64 * 1024;
    private static final int MAX_NUMBER_CHARS = 40;
    private static final int MAX_NAME_CHARS = 256;

    private ParvadaJson() {}

    /** A mapper of its own, for what stands outside the application context. */
    public static JsonMapper mapper() {
        JsonFactoryBuilder factory = tools.jackson.core.json.JsonFactory.builder();
        bound(factory);
        JsonMapper.Builder builder = JsonMapper.builder(factory.build());
        configure(builder);
        return builder.addModule(values()).build();
    }

    /** What one document may cost, whoever sends it. Its length is bounded where its bytes are read. */
    static void bound(JsonFactoryBuilder factory) {
        factory.streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_STRING_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxNameLength(MAX_NAME_CHARS)
                .build());
    }

    static void configure(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL));
    }

    static JacksonModule values() {
        SimpleModule module = new SimpleModule("parvada-values");
        TextValue.register(module, FileName.class, FileName::value, FileName::new);
        TextValue.register(module, Sha256.class, Sha256::hex, Sha256::parse);
        TextValue.register(module, PeerId.class, PeerId::value, PeerId::new);
        TextValue.register(module, PeerUrl.class, PeerUrl::toString, PeerUrl::parse);
        TextValue.register(module, HostPort.class, HostPort::toString, HostPort::parse);
        TextValue.register(module, Reason.class, Reason::name, ParvadaJson::reason);
        return module;
    }

    // A later version may know more reasons; what it says of a third peer is no ground to drop its whole answer.
    private static Reason reason(String text) {
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(text)) {
                return reason;
            }
        }
        return Reason.INTERNAL;
    }
}
