package io.github.nifistarrocks.processors;

import java.util.concurrent.ConcurrentMap;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The plan of the house: each room knows only the rooms below it. This module is the one whose tests see them all. */
final class RoomsTest {

    private static final String HOUSE = "io.github.nifistarrocks.";
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.nifistarrocks");

    enum Room {
        CLIENT(resideInAPackage(HOUSE + "client..")), //
        SERVICES_API(resideInAPackage(HOUSE + "services.api..")), //
        SERVICES(resideInAPackage(HOUSE + "services..").and(DescribedPredicate.not(resideInAPackage(HOUSE + "services.api..")))), //
        PROCESSORS(resideInAPackage(HOUSE + "processors..")), //
        EMULATOR(resideInAPackage(HOUSE + "emulator.."));

        private final DescribedPredicate<JavaClass> classes;

        Room(final DescribedPredicate<JavaClass> classes) {
            this.classes = classes.as("classes of " + name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRoomIsLookedAt(final Room room) {
        assertThat(CLASSES.that(room.classes)).isNotEmpty();
    }

    @Test
    void clientKnowsNoOtherRoomAndNoNifi() {
        check(Room.CLIENT, Room.SERVICES_API, Room.SERVICES, Room.PROCESSORS, Room.EMULATOR);
        noClasses().that(Room.CLIENT.classes).should().dependOnClassesThat().resideInAPackage("org.apache.nifi..").check(CLASSES);
    }

    @Test
    void servicesApiKnowsOnlyTheClient() {
        check(Room.SERVICES_API, Room.SERVICES, Room.PROCESSORS, Room.EMULATOR);
    }

    @Test
    void servicesKnowNoProcessor() {
        check(Room.SERVICES, Room.PROCESSORS, Room.EMULATOR);
    }

    @Test
    void processorsKnowTheServiceOnlyByItsContract() {
        check(Room.PROCESSORS, Room.SERVICES, Room.EMULATOR);
    }

    @Test
    void emulatorSharesNothingWithWhatItTests() {
        check(Room.EMULATOR, Room.CLIENT, Room.SERVICES_API, Room.SERVICES, Room.PROCESSORS);
        noClasses().that(Room.EMULATOR.classes).should().dependOnClassesThat().resideInAnyPackage("org.apache.nifi..", "org.apache.thrift..").check(CLASSES);
    }

    @Test
    void onlyTheClientSpeaksToTheWire() {
        noClasses().that(shipped()).and(DescribedPredicate.not(Room.CLIENT.classes)).should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.hc..", "org.apache.thrift..", "org.apache.arrow.flatbuf..", "org.apache.arrow.vector.ipc..").check(CLASSES);
    }

    /** Each package is a slice of its own, the root of a room included. */
    @ParameterizedTest
    @EnumSource
    void packagesOfARoomFormNoCycle(final Room room) {
        slices().matching(HOUSE + "(**)").should().beFreeOfCycles().check(CLASSES.that(room.classes));
    }

    @Test
    void loggingGoesThroughSlf4jOrNifi() {
        final JavaClasses shipped = CLASSES.that(shipped());
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(shipped);
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(shipped);
    }

    @Test
    void nothingShippedKeepsStaticState() {
        final JavaClasses shipped = CLASSES.that(shipped());
        fields().that().areStatic().should().beFinal().check(shipped);
        noFields().that().areStatic().should()
                .haveRawType(resideInAPackage("java.util.concurrent.atomic").or(assignableTo(ConcurrentMap.class)).or(assignableTo(ThreadLocal.class)))
                .check(shipped);
    }

    private static DescribedPredicate<JavaClass> shipped() {
        return resideInAnyPackage(HOUSE + "client..", HOUSE + "services..", HOUSE + "processors..").as("classes in the NAR");
    }

    private static void check(final Room room, final Room... strangers) {
        for (final Room stranger : strangers) {
            final ArchRule rule = noClasses().that(room.classes).should().dependOnClassesThat(stranger.classes);
            rule.check(CLASSES);
        }
    }
}
