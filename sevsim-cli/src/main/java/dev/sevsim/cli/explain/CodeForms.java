package dev.sevsim.cli.explain;

import dev.sevsim.cli.explain.Part.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds the numbers of a line by the words around them, whatever program printed it. Our own choice of forms. */
final class CodeForms {
    private static final String HEX = "-?0[xX][0-9a-fA-F]{1,8}";
    private static final String DECIMAL = "-?[0-9]{1,10}";
    private static final String NUMBER = "(" + HEX + "|" + DECIMAL + ")";

    /** The first form that covers a number gives its kind. */
    private static final List<Form> FORMS = List.of(
            form(Kind.FIRMWARE_STATUS, "\\bfw_err(?:or)?\\s*[=:]\\s*'?" + NUMBER),
            form(Kind.FIRMWARE_STATUS, "\\bfirmware (?:error|status)\\s*[=:]?\\s*" + NUMBER),
            form(Kind.ERRNO, "\\berrno\\s*[=:]?\\s*(-?[0-9]{1,9})"),
            form(Kind.ERRNO, "\\(os error ([0-9]{1,9})\\)"),
            form(Kind.ERRNO, "\\bOs\\s*\\{\\s*code:\\s*([0-9]{1,9})"),
            form(Kind.ERRNO, "\\bErrno\\(([0-9]{1,9})\\)"),
            form(Kind.RETURN_VALUE, "\\bret(?:urn(?:ed|s)?)?\\b\\s*[=:]?\\s*(-[0-9]{1,9})"),
            form(Kind.RETURN_VALUE, "\\b(?:rc|err|error|code|status|result)\\b\\s*[=:]?\\s*\\(?(-[0-9]{1,9})"),
            form(Kind.ERRNO, "\\((-[0-9]{1,4})\\)"),
            form(Kind.COMMAND, "\\b(?:cmd|command(?: id)?)\\b\\s*[=:]?\\s*(" + HEX + ")"),
            form(Kind.UNKNOWN, "\\b(?:ret|rc|err|error|code|status)\\b\\s*[=:]?\\s*'?" + NUMBER));

    private record Form(Kind kind, Pattern pattern) {}

    /** A number in a line. */
    record Code(Kind kind, String number, int start, int end) {}

    private CodeForms() {}

    /** The numbers of a line in their order. */
    static List<Code> in(CharSequence line) {
        List<Code> found = new ArrayList<>();
        for (Form form : FORMS) {
            form.pattern().matcher(line).results().map(r -> code(form, r)).forEach(code -> {
                if (found.stream().noneMatch(known -> known.start() < code.end() && code.start() < known.end())) {
                    found.add(code);
                }
            });
        }
        found.sort(Comparator.comparingInt(Code::start));
        return found;
    }

    private static Code code(Form form, MatchResult result) {
        return new Code(form.kind(), result.group(1), result.start(1), result.end(1));
    }

    private static Form form(Kind kind, String expression) {
        return new Form(kind, Pattern.compile(expression));
    }

    /** The value of a number, decimal or hexadecimal after 0x. */
    static long value(String number) {
        boolean negative = number.startsWith("-");
        String digits = negative ? number.substring(1) : number;
        boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
        long value = hexadecimal ? Long.parseLong(digits.substring(2), 16) : Long.parseLong(digits);
        return negative ? -value : value;
    }
}
