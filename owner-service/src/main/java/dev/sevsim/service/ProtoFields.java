package dev.sevsim.service;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A protobuf message by field numbers; missing fields have the defaults of proto3, unknown fields are ignored. */
final class ProtoFields {
    private final Map<Integer, List<byte[]>> bytes = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private ProtoFields() {}

    /**
     * Reads a message.
     *
     * @throws IOException for malformed input
     */
    static ProtoFields read(byte[] message) throws IOException {
        ProtoFields fields = new ProtoFields();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    fields.bytes
                            .computeIfAbsent(field, unused -> new ArrayList<>())
                            .add(in.readByteArray());
                case WireFormat.WIRETYPE_VARINT -> fields.numbers.put(field, (int) in.readRawVarint64());
                default -> {
                    if (!in.skipField(tag)) {
                        throw new IOException("a group that was never begun ends");
                    }
                }
            }
        }
        return fields;
    }

    int number(int field) {
        return numbers.getOrDefault(field, 0);
    }

    String text(int field) throws IOException {
        List<byte[]> values = all(field);
        if (values.isEmpty()) {
            return "";
        }
        try {
            return Bytes.copyOf(values.get(values.size() - 1)).decodeUtf8();
        } catch (CharacterCodingException e) {
            throw new IOException("field " + field + " is no UTF-8", e);
        }
    }

    List<byte[]> all(int field) {
        return bytes.getOrDefault(field, List.of());
    }
}
