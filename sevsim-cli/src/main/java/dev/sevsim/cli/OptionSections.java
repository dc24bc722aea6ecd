package dev.sevsim.cli;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.IHelpSectionRenderer;
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
            Layout layout = help.createDefaultLayout();
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(layout);
        });
        return text.toString();
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
