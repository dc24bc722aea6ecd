package dev.sevsim.it;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of the house need of a Java file, from the compiler's own parser.
 *
 * @param path the file
 * @param text its content
 * @param packageName its package, empty for a module descriptor
 * @param methods methods and constructors, those of nested and anonymous classes too
 * @param isPublic whether its top-level type is public
 * @param hasLogic whether it has a statement that branches or loops
 * @param pageConstants names with PAGE of constants that are 4096
 */
record JavaFile(
        Path path,
        String text,
        String packageName,
        List<Method> methods,
        boolean isPublic,
        boolean hasLogic,
        List<String> pageConstants) {
    private static final Set<Long> PAGE_SIZES = Set.of(4096L);
    private static final Set<Tree.Kind> BRANCHES = EnumSet.of(
            Tree.Kind.IF,
            Tree.Kind.FOR_LOOP,
            Tree.Kind.ENHANCED_FOR_LOOP,
            Tree.Kind.WHILE_LOOP,
            Tree.Kind.DO_WHILE_LOOP,
            Tree.Kind.SWITCH,
            Tree.Kind.SWITCH_EXPRESSION);

    /**
     * A method or constructor.
     *
     * @param name as declared
     * @param lines from its first modifier or annotation to its closing brace
     * @param parameters their number; 0 for the canonical constructor of a record, whose components they are
     */
    record Method(String name, int lines, int parameters) {}

    /** Parses files; the order of the result is that of {@code files}. */
    static List<JavaFile> parse(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    diagnostic -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            return StreamSupport.stream(task.parse().spliterator(), false)
                    .map(unit -> of(unit, positions))
                    .toList();
        }
    }

    /** The type's name, which is the file's. */
    String name() {
        String file = path.getFileName().toString();
        return file.substring(0, file.length() - ".java".length());
    }

    int lines() {
        return (int) text.lines().count();
    }

    /** Lines that begin with a comment or inside one. */
    int commentLines() {
        int count = 0;
        boolean inside = false;
        for (String line : text.lines().map(String::strip).toList()) {
            boolean opens = !inside && line.startsWith("/*");
            if (!line.isEmpty() && (inside || opens || line.startsWith("//"))) {
                count++;
            }
            inside = (inside || opens) && !line.contains("*/");
        }
        return count;
    }

    /** Lines that are neither comment nor empty. */
    int codeLines() {
        return (int) text.lines().filter(line -> !line.isBlank()).count() - commentLines();
    }

    private static JavaFile of(CompilationUnitTree unit, SourcePositions positions) {
        Path path = Path.of(unit.getSourceFile().toUri());
        Scan scan = new Scan(unit, positions);
        scan.scan(unit, null);
        boolean isPublic = unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .anyMatch(type -> ((ClassTree) type).getModifiers().getFlags().contains(Modifier.PUBLIC));
        String packageName =
                Optional.ofNullable(unit.getPackageName()).map(Object::toString).orElse("");
        return new JavaFile(
                path,
                read(path),
                packageName,
                List.copyOf(scan.methods),
                isPublic,
                scan.branches,
                List.copyOf(scan.pageConstants));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Scan extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;
        private final List<Method> methods = new ArrayList<>();
        private final List<String> pageConstants = new ArrayList<>();
        private boolean branches;

        Scan(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lines = unit.getLineMap();
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            boolean isRecord = type.getKind() == Tree.Kind.RECORD;
            long fields = type.getMembers().stream()
                    .filter(member -> member instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
            for (Tree member : type.getMembers()) {
                if (member instanceof MethodTree method) {
                    boolean isCanonical = isRecord
                            && method.getReturnType() == null
                            && method.getParameters().size() == fields;
                    methods.add(new Method(
                            method.getName().toString(),
                            lineCount(method),
                            isCanonical ? 0 : method.getParameters().size()));
                }
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void none) {
            ExpressionTree value = variable.getInitializer();
            if (variable.getModifiers().getFlags().contains(Modifier.FINAL)
                    && variable.getModifiers().getFlags().contains(Modifier.STATIC)
                    && variable.getName().toString().contains("PAGE")
                    && value instanceof LiteralTree literal
                    && literal.getValue() instanceof Number number
                    && PAGE_SIZES.contains(number.longValue())) {
                pageConstants.add(variable.getName().toString());
            }
            return super.visitVariable(variable, null);
        }

        private int lineCount(Tree tree) {
            long start = positions.getStartPosition(unit, tree);
            long end = positions.getEndPosition(unit, tree);
            return (int) (lines.getLineNumber(end) - lines.getLineNumber(start) + 1);
        }

        @Override
        public Void scan(@Nullable Tree tree, Void none) {
            branches |= tree != null && BRANCHES.contains(tree.getKind());
            return super.scan(tree, null);
        }
    }
}
