package dev.sevsim.it;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The messages that the program's sources hold: string expressions that are given to the constructors and methods which print
 * or refuse. What stands between the literal parts of an expression becomes a gap.
 */
final class OwnMessages {
    /** What stands for a variable part of a message. */
    static final String GAP = "{}";

    /** Letters that a text has at least: a label before a value is no message. */
    private static final int LEAST_LETTERS = 15;

    private static final Set<String> REFUSALS = Set.of(
            "ActFailure",
            "InputException",
            "OwnerInputException",
            "VmmException",
            "LibvirtException",
            "ListenException",
            "OwnerRefusal",
            "NoAnswerException",
            "Refused",
            "refuse",
            "refused",
            "invalid",
            "badMac",
            "fault",
            "owned",
            "generic",
            "notFound",
            "broken",
            "RefusedException",
            "UnreadableException",
            "TraceFormatException",
            "FrameFormatException",
            "MeasurementVerdict",
            "StoreFault",
            "CertificateFault",
            "XdrException",
            "Problem",
            "problem",
            "ProblemKind");

    private static final Set<String> LINES = Set.of(
            "line",
            "say",
            "complain",
            "printLine",
            "printError",
            "log",
            "remark",
            "error",
            "hang",
            "step",
            "chapter",
            "boot",
            "nothing");

    private static final Set<String> MODULES_WITHOUT =
            Set.of("struct-codegen", "sev-testkit", "guest-testkit", "junit-extension");
    private static final Pattern CONVERSION = Pattern.compile("%[-0-9.#,+]*[a-zA-Z]");
    private static final Pattern GAPS = Pattern.compile("(?:\\{})+");

    private OwnMessages() {}

    /** The messages, each with the file that holds it. */
    static Map<String, String> all() throws IOException {
        List<Path> files = SourceTree.files(SourceTree.ROOT, ".java").stream()
                .filter(file -> SourceTree.name(file).contains("/src/main/java/"))
                .filter(file -> !MODULES_WITHOUT.contains(SourceTree.name(file).replaceFirst("/.*", "")))
                .toList();
        Map<String, String> messages = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                Scan scan = new Scan();
                scan.scan(unit, null);
                String file = SourceTree.name(Path.of(unit.getSourceFile().toUri()));
                scan.found.forEach(message -> messages.put(message, file));
            }
        }
        return messages;
    }

    private static final class Scan extends TreeScanner<Void, Void> {
        private final List<String> found = new ArrayList<>();

        @Override
        public Void visitNewClass(NewClassTree made, Void none) {
            collect(lastName(made.getIdentifier().toString()), made.getArguments());
            return super.visitNewClass(made, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            collect(lastName(call.getMethodSelect().toString()), call.getArguments());
            return super.visitMethodInvocation(call, null);
        }

        private void collect(String name, List<? extends ExpressionTree> arguments) {
            if (!REFUSALS.contains(name) && !LINES.contains(name)) {
                return;
            }
            List<String> texts = arguments.stream().map(OwnMessages::text).toList();
            if (name.equals("OwnerInputException") && texts.size() == 3) {
                add(texts.get(0) + ": " + texts.get(1) + ", expected " + texts.get(2));
            } else {
                texts.forEach(this::add);
            }
        }

        private void add(String text) {
            String message = GAPS.matcher(text.replace('\n', ' ').strip()).replaceAll(GAP);
            long letters =
                    message.replace(GAP, "").chars().filter(Character::isLetter).count();
            if (letters >= LEAST_LETTERS && message.contains(" ")) {
                found.add(message);
            }
        }

        private static String lastName(String name) {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    private static String text(ExpressionTree expression) {
        if (expression instanceof ParenthesizedTree inner) {
            return text(inner.getExpression());
        }
        if (expression instanceof LiteralTree literal && literal.getValue() instanceof String string) {
            return string;
        }
        if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return text(sum.getLeftOperand()) + text(sum.getRightOperand());
        }
        return expression instanceof MethodInvocationTree call ? formatted(call) : GAP;
    }

    /** The text of {@code String.format} or {@code formatted}, with gaps for its conversions. */
    private static String formatted(MethodInvocationTree call) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree method)) {
            return GAP;
        }
        String name = method.getIdentifier().toString();
        List<ExpressionTree> places = new ArrayList<>(call.getArguments());
        places.add(method.getExpression());
        return name.startsWith("format")
                ? places.stream()
                        .map(OwnMessages::text)
                        .filter(text -> text.contains("%"))
                        .findFirst()
                        .map(text -> CONVERSION.matcher(text).replaceAll("{}"))
                        .orElse(GAP)
                : GAP;
    }
}
