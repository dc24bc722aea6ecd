package dev.sevsim.abi.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.layout.StructDescription.Content;
import dev.sevsim.abi.layout.StructDescription.Part;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StructDescriptionTest {
    @Test
    void hasPurposeSourceAndMeaningsOfTheRecord() {
        StructDescription described = StructDescription.of(LaunchStart.class);

        assertThat(described.name()).isEqualTo("LaunchStart");
        assertThat(described.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(described.purpose())
                .isEqualTo("LAUNCH_START (command 0x30): makes a guest context out of a session.");
        assertThat(described.source()).isEqualTo("docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi");
        assertThat(described.fields())
                .contains(new Part(
                        "HANDLE",
                        0,
                        4,
                        Direction.IN_OUT,
                        Content.INT,
                        "",
                        "0 for a new key, else the guest to share a key with; out: the new handle"))
                .contains(new Part("reserved", 0x14, 4, Direction.IN, Content.RESERVED, "", ""));
    }

    @Test
    void refusesAClassThatIsNoStructure() {
        assertThatThrownBy(() -> StructDescription.of(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.String is no structure and no frame");
    }

    @ParameterizedTest
    @MethodSource("dev.sevsim.abi.layout.StructTable#all")
    void tellsEveryFieldOfEveryGeneratedLayout(StructTable.Struct<?> struct) {
        if (struct.layout().name().equals("Vmsa")) {
            return; // its fields are constants of its own
        }
        StructDescription described = StructDescription.of(struct.instance().getClass());

        assertThat(described.fields())
                .extracting(part -> part.name() + "@" + part.offset() + "+" + part.width())
                .isEqualTo(struct.layout().fields().stream()
                        .map(field -> field.name() + "@" + field.offset() + "+" + field.width())
                        .toList());
        assertThat(described.purpose()).isNotEmpty();
        assertThat(described.fields())
                .filteredOn(part -> part.content() != Content.RESERVED && part.content() != Content.CONSTANT)
                .allSatisfy(part -> assertThat(part.meaning()).as(part.name()).isNotEmpty());
    }
}
