package dev.sevsim.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the compiler on small records; what the generated code does is checked where it is used. */
class StructProcessorTest {
    /** The annotations and what they name; this module does not depend on them. */
    private static final Path LAYOUT = Path.of("../sev-abi/src/main/java/dev/sevsim/abi/layout");

    private static final String BYTES = "package dev.sevsim.abi; public final class Bytes {}";

    private static final String PAYLOAD = "package dev.sevsim.bus.frame; public @interface Payload {}";

    private static final String IMPORTS = "package p; import dev.sevsim.abi.*; import dev.sevsim.abi.layout.*;"
            + " import dev.sevsim.abi.layout.Struct.*; ";

    @TempDir
    Path out;

    @Test
    void writesReadsWritesAndLayoutInTheirOrders() throws IOException {
        String codec = generated("@Struct(size = 16, name = \"SPEC\", direction = Direction.OUT,"
                + " reserved = @Reserved(at = 1, size = 3),"
                + " constants = @Constant(at = 12, size = 4, name = \"VERSION\", value = 9))"
                + " record R(@Wire(at = 4, name = \"ADDR\") long a,"
                + " @Wire(at = 0, size = 1, direction = Direction.IN) int b) {}");

        assertThat(codec)
                .containsSubsequence("new R(", "b.getLong(start + 0x4)", "b.get(start) & 0xFF)")
                .containsSubsequence("b.putLong(start + 0x4, value.a())", "b.put(start, (byte) value.b())")
                .contains("b.putInt(start + 0xc, 0x9);")
                .containsSubsequence(
                        "new StructLayout(\"SPEC\")",
                        "u8(0x0, \"b\", Direction.IN)",
                        "reserved(0x1, 0x3)",
                        "u64(0x4, \"ADDR\", Direction.OUT)",
                        "bytes(0xc, 0x4, \"VERSION\", Direction.OUT)",
                        "ofSize(0x10)");
    }

    @Test
    void describesFieldsForReaders() throws IOException {
        compile("/** First sentence {@code ABC}. Second.\n *\n * <p>Source: docs/x.md section 1.\n *\n"
                + " * @param a see {@link R#b}\n * @param b bytes &lt; 4\n */ @Struct(size = 8, bigEndian = true,"
                + " reserved = @Reserved(at = 4, size = 3)) record R(@Wire(at = 0, name = \"A\") int a,"
                + " @Wire(at = 7, size = 1) int b) {}");

        assertThat(Files.readString(out.resolve("META-INF/sevsim/structures/p.R.txt"))
                        .lines())
                .containsExactly(
                        "R\t8\tBIG_ENDIAN\tFirst sentence ABC.\tdocs/x.md section 1",
                        "0\t4\tIN\tINT\tA\t\tsee R.b",
                        "4\t3\tIN\tRESERVED\treserved\t\t",
                        "7\t1\tIN\tINT\tb\t\tbytes < 4");
    }

    @Test
    void followsTheByteOrderOfTheStructure() throws IOException {
        String big = generated("@Struct(size = 4, bigEndian = true) record R(@Wire(at = 0) int a) {}");

        assertThat(big).contains("LAYOUT.view(raw).order(ByteOrder.BIG_ENDIAN)", "order(ByteOrder.BIG_ENDIAN), 0)");
    }

    @Test
    void givesTheRecordItsMembers() throws IOException {
        compile("@Struct(size = 4) record R(@Wire(at = 0) int a) implements RWire {}");

        assertThat(Files.readString(out.resolve("p/RWire.java")))
                .contains("interface RWire {", "int SIZE = 0x4;", "StructCodec<R> CODEC = new RCodec();")
                .contains("return CODEC.encode((R) this);");
    }

    @Test
    void delegatesANestedStructureToItsCodec() throws IOException {
        String codec = generated("@Struct(size = 6) record R(@Wire(at = 0, size = 2) int a, @Wire(at = 2) N n) {}"
                + " @Struct(size = 4) record N(@Wire(at = 0) int b) {}");

        assertThat(codec)
                .contains("p.NCodec.read(raw, b, start + 0x2)", "p.NCodec.write(value.n(), raw, b, start + 0x2)");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "record R(@Wire(at = 0) int a, @Wire(at = 8) int b) {}"
                        + " | R.b: offset 0x8, previous field ends at 0x4",
                "record R(@Wire(at = 0) long a, @Wire(at = 4) int b) {}"
                        + " | R.b: offset 0x4, previous field ends at 0x8",
                "record R(@Wire(at = 0) int a) {} | R: fields end at 0x4, specified size is 0xc",
                "record R(@Wire(at = 0) long a, int b) {} | b has no @Wire annotation",
                "record R(@Wire(at = 0, size = 3) int a) {} | a: size 3, expected one of [1, 2, 4]",
                "record R(@Wire(at = 0, size = 2) long a) {} | a: size 2, expected one of [4, 8]",
                "record R(@Wire(at = 0) Bytes a) {} | a: bytes need a size",
                "record R(@Wire(at = 0) String a) {}"
                        + " | a: type java.lang.String, expected int, long, Bytes or a record with @Struct",
                "class R {} | @Struct is for records"
            })
    void refusesADescriptionThatContradictsItself(String declaration, String problem) throws IOException {
        List<String> errors = compile("@Struct(size = 12) " + declaration);

        assertThat(errors).anyMatch(error -> error.contains(problem));
        assertThat(out.resolve("p/RCodec.java")).doesNotExist();
    }

    @Test
    void refusesAConstantThatIsWiderThanANumber() throws IOException {
        List<String> errors = compile("@Struct(size = 12, constants = @Constant(at = 4, size = 8, name = \"C\","
                + " value = 1)) record R(@Wire(at = 0) int a) {}");

        assertThat(errors).anyMatch(error -> error.contains("C: size 8, expected one of [1, 2, 4]"));
    }

    @Test
    void writesTheComponentsOfAFrameInTheirOrder() throws IOException {
        compile("@dev.sevsim.bus.frame.Payload record R(int a, G g, Bytes c, String d) {}"
                + " record G(E e, long f) {} enum E { X }");

        assertThat(Files.readString(out.resolve("p/RPayload.java")))
                .contains("return 24 + PayloadCodec.contentSize(frame.c()) + PayloadCodec.contentSize(frame.d());")
                .containsSubsequence(
                        "target.putInt(frame.a());",
                        "target.putInt(frame.g().e().code());",
                        "target.putLong(frame.g().f());",
                        "PayloadCodec.put(target, frame.c());",
                        "PayloadCodec.put(target, frame.d());")
                .contains("new R(source.u32(\"a\"), new p.G(source.code(\"e\", p.E::fromCode), source.u64(\"f\")),"
                        + " source.bytes(\"c\"), source.text(\"d\"))")
                .containsSubsequence(
                        "visitor.u32(\"a\", frame.a());",
                        "visitor.code(\"e\", frame.g().e());",
                        "visitor.bytes(\"c\", frame.c());",
                        "visitor.text(\"d\", frame.d());");
    }

    @Test
    void refusesAFrameWithAComponentThatHasNoForm() throws IOException {
        List<String> errors = compile("@dev.sevsim.bus.frame.Payload record R(boolean a) {}");

        assertThat(errors).anyMatch(error -> error.contains("a: type boolean, expected int, long, Bytes, String"));
    }

    private String generated(String declaration) throws IOException {
        compile(declaration);
        return Files.readString(out.resolve("p/RCodec.java"));
    }

    /** Only processes annotations, so that the generated sources need nothing but themselves. */
    private List<String> compile(String declaration) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
            List<JavaFileObject> sources = new ArrayList<>();
            files.getJavaFileObjects(
                            LAYOUT.resolve("Struct.java"),
                            LAYOUT.resolve("Wire.java"),
                            LAYOUT.resolve("Direction.java"))
                    .forEach(sources::add);
            sources.add(new Source("dev/sevsim/abi/Bytes", BYTES));
            sources.add(new Source("dev/sevsim/bus/frame/Payload", PAYLOAD));
            sources.add(new Source("p/R", IMPORTS + declaration));
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null,
                    files,
                    found,
                    List.of("-proc:only", "-s", out.toString(), "-d", out.toString()),
                    null,
                    sources);
            task.setProcessors(List.of(new StructProcessor()));
            boolean clean = task.call();
            List<String> errors = found.getDiagnostics().stream()
                    .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                    .toList();
            assertThat(clean).isEqualTo(errors.isEmpty());
            return errors;
        }
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
