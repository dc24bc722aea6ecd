package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON strictly; an unexpected value is refused with its place. */
final class StrictJson {
    private static final int DEPTH = 16;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A value that is not as expected. */
    static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Problem(String text) {
            super(text);
        }
    }

    private final JsonNode node;
    private final String place;

    private StrictJson(JsonNode node, String place) {
        this.node = node;
        this.place = place;
    }

    /** An object with these members and no others. */
    static StrictJson object(Bytes utf8, Set<String> members) {
        try {
            StrictJson root = new StrictJson(MAPPER.readTree(utf8.decodeUtf8()), "");
            root.requireMembers(members);
            return root;
        } catch (CharacterCodingException e) {
            throw new Problem("it is no UTF-8");
        } catch (JacksonException e) {
            throw new Problem("it is no JSON, or has a member twice");
        }
    }

    String place() {
        return place.isEmpty() ? "/" : place;
    }

    JsonNode node() {
        return node;
    }

    void requireMembers(Set<String> members) {
        if (!node.isObject()) {
            throw problem("an object");
        }
        node.propertyNames().stream()
                .filter(name -> !members.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new Problem(place + "/" + name + " is unknown, expected one of "
                            + String.join(", ", members.stream().sorted().toList()));
                });
    }

    Optional<StrictJson> find(String member) {
        return Optional.ofNullable(node.get(member)).map(child -> new StrictJson(child, place + "/" + member));
    }

    StrictJson get(String member) {
        return find(member).orElseThrow(() -> new Problem(place + "/" + member + " is missing"));
    }

    StrictJson item(int index) {
        return new StrictJson(node.get(index), place + "/" + index);
    }

    int requireArray() {
        if (!node.isArray()) {
            throw problem("an array");
        }
        return node.size();
    }

    String text() {
        if (!node.isString()) {
            throw problem("a text");
        }
        return node.asString();
    }

    long number(long least, long most) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < least || node.asLong() > most) {
            throw problem("a whole number from " + least + " to " + most);
        }
        return node.asLong();
    }

    /** Base64 with padding and no line breaks. */
    Bytes base64() {
        try {
            return Bytes.copyOf(Base64.getDecoder().decode(text()));
        } catch (IllegalArgumentException e) {
            throw problem("base64");
        }
    }

    Problem problem(String expected) {
        return new Problem(place() + " is wrong, expected " + expected);
    }
}
