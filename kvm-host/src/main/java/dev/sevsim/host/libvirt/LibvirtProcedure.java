package dev.sevsim.host.libvirt;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Procedures of libvirt's remote program that this server has, by their numbers in {@code remote_protocol.x}.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
enum LibvirtProcedure {
    OPEN(1),
    CLOSE(2),
    GET_TYPE(3),
    GET_VERSION(4),
    GET_CAPABILITIES(7),
    DESTROY(12),
    GET_XML(14),
    GET_AUTOSTART(15),
    GET_INFO(16),
    GET_MAX_MEMORY(17),
    GET_MAX_VCPUS(18),
    GET_OS_TYPE(19),
    LIST_DEFINED_DOMAINS(21),
    LOOKUP_BY_ID(22),
    LOOKUP_BY_NAME(23),
    LOOKUP_BY_UUID(24),
    NUM_OF_DEFINED_DOMAINS(25),
    RESUME(28),
    SHUTDOWN(33),
    SUSPEND(34),
    LIST_DOMAINS(37),
    NUM_OF_DOMAINS(51),
    GET_HOSTNAME(59),
    SUPPORTS_FEATURE(60),
    AUTH_LIST(66),
    IS_ACTIVE(150),
    IS_PERSISTENT(151),
    GET_LIB_VERSION(157),
    HAS_MANAGED_SAVE_IMAGE(183),
    GET_VCPUS_FLAGS(200),
    IS_UPDATED(202),
    GET_STATE(212),
    GET_CONTROL_INFO(229),
    DESTROY_FLAGS(234),
    RESET(245),
    SHUTDOWN_FLAGS(258),
    LIST_ALL_DOMAINS(273),
    GET_DOMAIN_CAPABILITIES(342),
    NODE_GET_SEV_INFO(395),
    GET_LAUNCH_SECURITY_INFO(396),
    SET_LAUNCH_SECURITY_STATE(439);

    private static final CodeTable<LibvirtProcedure> BY_NUMBER = CodeTable.of(values(), value -> value.number);

    private final int number;

    LibvirtProcedure(int number) {
        this.number = number;
    }

    /** Empty for a procedure that this server does not have. */
    static Optional<LibvirtProcedure> find(int number) {
        return BY_NUMBER.find(number);
    }
}
