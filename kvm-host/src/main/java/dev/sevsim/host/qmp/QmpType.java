package dev.sevsim.host.qmp;

import java.math.BigInteger;
import tools.jackson.databind.JsonNode;

/**
 * Types of arguments.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8; names in messages are our choice where it does not give them.
 */
enum QmpType {
    STRING("string") {
        @Override
        boolean holds(JsonNode value) {
            return value.isString();
        }
    },
    ARRAY("array") {
        @Override
        boolean holds(JsonNode value) {
            return value.isArray();
        }
    },
    BOOLEAN("boolean") {
        @Override
        boolean holds(JsonNode value) {
            return value.isBoolean();
        }
    },
    /** 64 bits; a negative number stands for its two's complement. */
    UINT64("uint64") {
        @Override
        boolean holds(JsonNode value) {
            if (!value.isIntegralNumber()) {
                return false;
            }
            BigInteger number = value.bigIntegerValue();
            return number.signum() < 0 ? number.bitLength() < Long.SIZE : number.bitLength() <= Long.SIZE;
        }

        @Override
        String refusal(String name) {
            return "Parameter '" + name + "' expects uint64";
        }
    };

    private final String text;

    QmpType(String text) {
        this.text = text;
    }

    abstract boolean holds(JsonNode value);

    /** Refuses a value of another type. */
    void require(String name, JsonNode value) {
        if (!holds(value)) {
            throw QmpException.generic(refusal(name));
        }
    }

    String refusal(String name) {
        return "Invalid parameter type for '" + name + "', expected: " + text;
    }
}
