package dev.sevsim.cli;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The option list of a help text by {@link Topic}, with headings where it is long.
 *
 * <p>picocli's argument groups would change how a command line is parsed, these sections change its help alone.
 */
final class OptionSections implements IHelpSectionRenderer {
    /** Options of a list that is read at a glance. */
    private static final int SHORT_LIST = 12;

    @Override
    public String render(Help help) {
        Map<Topic, List<OptionSpec>> sections = new EnumMap<>(Topic.class);
        for (OptionSpec option : help.commandSpec().options()) {
            if (!option.hidden()) {
                sections.computeIfAbsent(topic(option), topic -> new ArrayList<>())
                        .add(option);
            }
        }
        boolean headed = sections.values().stream().mapToInt(List::size).sum() > SHORT_LIST;
        StringBuilder text = new StringBuilder();
        sections.forEach((topic, options) -> {
            if (headed && !topic.heading.isEmpty()) {
                text.append(help.createHeading("%n%s:%n", topic.heading));
            }
            Layout layout = layout(help);
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(layout);
        });
        return text.toString();
    }

    /** The default layout with descriptions that are broken at blanks alone: picocli also breaks at colons and slashes. */
    private static Layout layout(Help help) {
        ColorScheme scheme = help.colorScheme();
        CommandSpec command = help.commandSpec();
        TextTable table = TextTable.forDefaultColumns(
                scheme,
                help.calcLongOptionColumnWidth(command.options(), command.positionalParameters(), scheme),
                command.usageMessage().width());
        Column column = table.columns()[table.columns().length - 1];
        Text hanging = scheme.text(" ".repeat(table.indentWrappedLines));
        IOptionRenderer renderer = help.createDefaultOptionRenderer();
        return new Layout(
                scheme,
                table,
                (option, labels, colors) -> rows(
                        renderer.render(option, labels, colors),
                        column.width - column.indent,
                        hanging,
                        scheme.text("")),
                help.createDefaultParameterRenderer());
    }

    private static Text[][] rows(Text[][] given, int width, Text hanging, Text empty) {
        List<Text[]> rows = new ArrayList<>();
        for (Text[] row : given) {
            Text[] cells = row.clone();
            int last = cells.length - 1;
            for (Text line : lines(cells[last], width, hanging)) {
                cells[last] = line;
                rows.add(cells);
                cells = new Text[row.length];
                Arrays.fill(cells, empty);
            }
        }
        return rows.toArray(new Text[0][]);
    }

    private static List<Text> lines(Text text, int width, Text hanging) {
        List<Text> lines = new ArrayList<>();
        String plain = text.plainString();
        int indent = 0;
        int start = 0;
        while (plain.length() - start > width - indent) {
            int end = plain.lastIndexOf(' ', start + width - indent);
            if (end <= start) {
                break;
            }
            lines.add(indented(text.substring(start, end), indent, hanging));
            start = end + 1;
            indent = hanging.plainString().length();
        }
        lines.add(indented(text.substring(start), indent, hanging));
        return lines;
    }

    private static Text indented(Text text, int indent, Text hanging) {
        return indent == 0 ? text : hanging.concat(text);
    }

    private static Topic topic(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return Topic.HELP;
        }
        Object declaration = option.userObject();
        Optional<Topic> own = declaration instanceof AnnotatedElement element ? annotated(element) : Optional.empty();
        return own.or(() ->
                        declaration instanceof Member member ? annotated(member.getDeclaringClass()) : Optional.empty())
                .orElse(Topic.COMMAND);
    }

    private static Optional<Topic> annotated(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Topic.Of.class)).map(Topic.Of::value);
    }
}
