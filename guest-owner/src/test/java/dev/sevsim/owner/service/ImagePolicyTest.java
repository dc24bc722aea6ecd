package dev.sevsim.owner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.owner.TrustedRoots;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePolicyTest {
    /** NODBG and ES are required, NOSEND and DOMAIN forbidden. */
    private static final ImagePolicy IMAGE = new ImagePolicy(
            "image",
            TrustedRoots.none(),
            List.of(),
            new ApiVersion(0, 0),
            Set.of(),
            0x5,
            0x18,
            Set.of(),
            Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "0x5, ",
        "0x7, ",
        "0x1000005, ",
        "0x1, policy 0x1 lacks the bits 0x4 that the image needs",
        "0x0, policy 0x0 lacks the bits 0x5 that the image needs",
        "0xd, policy 0xd has the bits 0x8 that the image forbids",
        "0x1d, policy 0x1d has the bits 0x18 that the image forbids",
        "0x8, policy 0x8 lacks the bits 0x5 that the image needs"
    })
    void comparesTheBitsOfAPolicy(String policy, String problem) {
        assertThat(IMAGE.problem(new GuestPolicy(Integer.decode(policy)))).isEqualTo(Optional.ofNullable(problem));
    }
}
