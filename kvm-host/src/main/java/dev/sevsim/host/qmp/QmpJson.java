package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON of the monitor: reads UTF-8 and strings in single quotes too, writes ASCII, one line for each message; numbers keep their
 * value.
 */
final class QmpJson {
    private static final String PARSE_ERROR = "JSON parse error, ";

    /** Levels around a client's id in an answer. */
    private static final int ANSWER_DEPTH = 2;

    private final JsonMapper mapper;

    QmpJson(QmpLimits limits) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(limits.depth() + ANSWER_DEPTH)
                        .build())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.messageBytes())
                        .build())
                .build();
        this.mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The error for input that is no JSON. */
    static QmpException broken(String why) {
        return QmpException.generic(PARSE_ERROR + why);
    }

    /** Reads one value. */
    JsonNode read(byte[] utf8) {
        try {
            String text = Bytes.copyOf(utf8).decodeUtf8();
            JsonCharacters.require(text);
            return mapper.readTree(text);
        } catch (CharacterCodingException e) {
            throw broken("invalid UTF-8 sequence in string");
        } catch (JacksonException e) {
            throw broken(
                    String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                            ? "duplicate key"
                            : "malformed value");
        }
    }

    /** A message with the end of its line. */
    byte[] write(ObjectNode message) {
        return (mapper.writeValueAsString(message) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
