package io.parvada.peer.http;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.identity.PeerId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.utils.SpringDocUtils;

/**
 * OpenAPI as the wire really is. springdoc reads the controllers with a JSON library of its own, so names, values and
 * the paths of files are put right here, from the finished document.
 */
final class OpenApiDocs {

    private static final String BYTES = "application/octet-stream";

    private OpenApiDocs() {}

    static void valuesAreStrings() {
        SpringDocUtils config = SpringDocUtils.getConfig();
        for (Class<?> value :
                new Class<?>[] {FileName.class, Sha256.class, PeerId.class, PeerUrl.class, HostPort.class}) {
            config.replaceWithClass(value, String.class);
        }
    }

    static void correct(OpenAPI api) {
        api.setInfo(new Info()
                .title("Parvada peer")
                .version("1")
                .description("Find a file by name without a server, and move it with proof."));
        api.getComponents().getSchemas().values().forEach(OpenApiDocs::asOnTheWire);
        api.getComponents().addSchemas("Problem", problem());
        nameThePath(api);
        api.getPaths().values().forEach(path -> path.readOperations().forEach(OpenApiDocs::mayFail));
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static void asOnTheWire(Schema schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        Map<String, Schema> renamed = new LinkedHashMap<>();
        properties.forEach((name, property) -> {
            if (property.getEnum() != null && !name.equals("reason")) {
                property.setEnum(property.getEnum().stream()
                        .filter(Objects::nonNull)
                        .map(value -> value.toString().toLowerCase(Locale.ROOT))
                        .toList());
            }
            renamed.put(snakeCase(name), property);
        });
        schema.setProperties(renamed);
        schema.setRequired(null);
    }

    private static void nameThePath(OpenAPI api) {
        PathItem files = api.getPaths().remove("/files/**");
        if (files == null) {
            return;
        }
        files.addParametersItem(new PathParameter()
                .name("name")
                .description("percent-encoded UTF-8; may contain '/'")
                .schema(new StringSchema()));
        Content bytes = new Content().addMediaType(BYTES, new MediaType().schema(new StringSchema().format("binary")));
        files.getGet()
                .setResponses(new ApiResponses()
                        .addApiResponse(
                                "200",
                                new ApiResponse().description("The bytes").content(bytes))
                        .addApiResponse(
                                "206",
                                new ApiResponse().description("A range of them").content(bytes))
                        .addApiResponse("304", new ApiResponse().description("Not modified")));
        files.getPut().setRequestBody(new RequestBody().content(bytes));
        api.getPaths().addPathItem("/files/{name}", files);
    }

    private static void mayFail(Operation operation) {
        Schema<?> reference = new Schema<>().$ref("#/components/schemas/Problem");
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("A failure, with its reason")
                                .content(new Content()
                                        .addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(reference))));
    }

    private static Schema<?> problem() {
        StringSchema reason = new StringSchema();
        Arrays.stream(Reason.values()).map(Reason::name).forEach(reason::addEnumItem);
        return new ObjectSchema()
                .description("RFC 9457")
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("reason", reason)
                .addProperty("incident", new StringSchema())
                .addProperty("retry_after_seconds", new IntegerSchema().format("int64"));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
