package dev.sevsim.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host's client of the gRPC front that is not ours: Python's grpcio with protobuf bytes laid out by hand, called by a bridge that
 * {@code launch --owner} talks to.
 */
final class KbsClient implements AutoCloseable {
    private static final String SCRIPT = """
            import base64, json, sys, grpc
            call = json.load(sys.stdin)
            def varint(n):
                out = b''
                while True:
                    out += bytes([n & 127 | (128 if n > 127 else 0)])
                    n >>= 7
                    if not n:
                        return out
            def field(number, value):
                if isinstance(value, int):
                    return varint(number << 3) + varint(value)
                data = value.encode() if isinstance(value, str) else value
                return varint(number << 3 | 2) + varint(len(data)) + data
            message = b''.join(field(int(n), bytes.fromhex(v[4:]) if str(v).startswith('hex:') else v)
                               for n, v in call['fields'].items())
            channel = grpc.insecure_channel(call['target'])
            method = channel.unary_unary('/keybroker.KeyBrokerService/' + call['method'])
            try:
                answer = method(message, timeout=30)
            except grpc.RpcError as e:
                print(json.dumps({'code': e.code().name, 'details': e.details()}))
                sys.exit(0)
            fields, at = [], 0
            while at < len(answer):
                length, at, shift = 0, at + 1, 0
                while True:
                    length |= (answer[at] & 127) << shift
                    shift, at = shift + 7, at + 1
                    if not answer[at - 1] & 128:
                        break
                fields.append(answer[at:at + length].decode())
                at += length
            print(json.dumps({'fields': fields}))
            """;
    private static final int DEADLINE_SECONDS = 60;

    private final Path script;
    private final String target;
    private final LoopbackHttp bridge;

    KbsClient(Path directory, String target) throws IOException {
        script = Files.writeString(directory.resolve("kbs-client.py"), SCRIPT);
        this.target = target;
        bridge = new LoopbackHttp(this::pass);
    }

    /** Where {@code launch --owner} finds the front. */
    String url() {
        return bridge.url();
    }

    /** Calls a method with the fields of {@code fields} by number. */
    JsonNode call(String method, ObjectNode fields) throws IOException {
        ObjectNode call =
                JsonMapper.shared().createObjectNode().put("target", target).put("method", method);
        call.set("fields", fields);
        Process python = new ProcessBuilder("/usr/bin/python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = python.getOutputStream()) {
            in.write(call.toString().getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!python.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || python.exitValue() != 0) {
                throw new IOException("the client failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return JsonMapper.shared().readTree(answer);
    }

    /** A request of {@code launch --owner} as a call, and the call's answer in the form of the HTTP front. */
    private LoopbackHttp.Answer pass(String path, String text) throws IOException {
        JsonNode request = JsonMapper.shared().readTree(text);
        boolean bundle = path.equals("/v1/launches");
        JsonNode answer = bundle
                ? call("GetBundle", bundle(request))
                : call("GetSecret", secret(request, path.split("/", -1)[3]));
        ObjectNode body = JsonMapper.shared().createObjectNode();
        if (answer.has("code")) {
            body.put(
                    "detail",
                    answer.get("code").asString() + " " + answer.get("details").asString());
            return new LoopbackHttp.Answer(403, body.toString());
        }
        List<String> names = bundle ? List.of("godh", "session", "launchId") : List.of("header", "payload");
        for (int i = 0; i < names.size(); i++) {
            body.put(names.get(i), answer.at("/fields/" + i).asString());
        }
        return new LoopbackHttp.Answer(bundle ? 201 : 200, body.toString());
    }

    private static ObjectNode bundle(JsonNode request) {
        Base64.Decoder decoder = Base64.getDecoder();
        byte[] pdh = decoder.decode(request.get("pdh").asString());
        byte[] chain = decoder.decode(request.get("chain").asString());
        byte[] ca = decoder.decode(request.get("ca").asString());
        byte[] full = new byte[pdh.length + chain.length + ca.length];
        System.arraycopy(pdh, 0, full, 0, pdh.length);
        System.arraycopy(chain, 0, full, pdh.length, chain.length);
        System.arraycopy(ca, 0, full, pdh.length + chain.length, ca.length);
        return JsonMapper.shared()
                .createObjectNode()
                .put("1", Base64.getEncoder().encodeToString(full))
                .put("2", request.get("policy").asLong());
    }

    private static ObjectNode secret(JsonNode request, String launchId) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("1", request.get("measurement").asString())
                .put("2", launchId)
                .put("3", request.get("policy").asLong())
                .put("4", request.get("apiMajor").asInt())
                .put("5", request.get("apiMinor").asInt())
                .put("6", request.get("buildId").asInt())
                .put("8", "a launch");
    }

    @Override
    public void close() {
        bridge.close();
    }
}
