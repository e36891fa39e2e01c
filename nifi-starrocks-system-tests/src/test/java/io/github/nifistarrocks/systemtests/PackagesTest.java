package io.github.nifistarrocks.systemtests;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The packages of this module, which the tests of the other modules do not see. */
final class PackagesTest {

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.github.nifistarrocks.(**)").should().beFreeOfCycles()
                .check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.github.nifistarrocks.systemtests"));
    }
}
