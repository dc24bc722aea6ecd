package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Source of the expectations: docs/reference/kvm-host.md section 5.8. */
class QmpArgumentsTest {
    private static final List<QmpParameter> PARAMETERS = List.of(
            QmpParameter.required("data", QmpType.STRING),
            QmpParameter.optional("gpa", QmpType.UINT64),
            QmpParameter.optional("list", QmpType.ARRAY));

    private static QmpArguments checked(String text) {
        return QmpArguments.checked(
                PARAMETERS, (ObjectNode) new QmpJson(QmpLimits.DEFAULT).read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsValuesOfTheirTypes() {
        QmpArguments arguments = checked("{\"data\":\"x\",\"gpa\":18446744073709551615,\"list\":[\"a\",\"b\"]}");

        assertThat(arguments.string("data")).isEqualTo("x");
        assertThat(arguments.unsigned("gpa")).contains(-1L);
        assertThat(arguments.strings("list")).containsExactly("a", "b");
        assertThat(checked("{'data':'it\\'s \"','gpa':-1}").unsigned("gpa")).contains(-1L);
        assertThat(checked("{'data':'it\\'s \"','gpa':-1}").string("data")).isEqualTo("it's \"");
        assertThat(checked("{'data':'','gpa':-9223372036854775808}").unsigned("gpa"))
                .contains(Long.MIN_VALUE);
        assertThat(checked("{\"data\":\"\"}").unsigned("gpa")).isEmpty();
        assertThat(checked("{\"data\":\"\"}").strings("list")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|Parameter 'data' is missing",
                "{\"gpa\":1,\"other\":1}|Parameter 'data' is missing",
                "{\"data\":1}|Invalid parameter type for 'data', expected: string",
                "{\"data\":\"\",\"gpa\":-9223372036854775809}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":18446744073709551616}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":1.5}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":1e3}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":\"0x10\"}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":null}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"gpa\":true}|Parameter 'gpa' expects uint64",
                "{\"data\":\"\",\"list\":{}}|Invalid parameter type for 'list', expected: array",
                "{\"other\":1,\"data\":\"\"}|Parameter 'other' is unexpected",
            })
    void refusesTheFirstProblem(String values, String error) {
        assertThatThrownBy(() -> checked(values))
                .isInstanceOf(QmpException.class)
                .hasMessage(error);
    }

    @Test
    void refusesAnElementOfAnotherType() {
        assertThatThrownBy(() -> checked("{\"data\":\"\",\"list\":[\"a\",2]}").strings("list"))
                .isInstanceOf(QmpException.class)
                .hasMessage("Invalid parameter type for 'list[1]', expected: string");
    }
}
