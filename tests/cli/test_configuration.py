"""Our block enters and leaves a CLI configuration without touching the rest, and whatever hides us is reported."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from terrabind.cli import configuration

FOLDER = Path("/home/somebody/mirror")
OTHERS = 'plugin_cache_dir = "/var/cache/terraform"\ncredentials "app.example.com" {}\n'
FOREIGN = "provider_installation {\n  direct {}\n}\n"


def test_a_block_enters_and_leaves_without_a_trace() -> None:
    """The file is the user's: what install adds, remove takes away, to the byte."""
    block = configuration.render(FOLDER)
    assert configuration.remove(configuration.insert(OTHERS, block)) == OTHERS


def test_a_second_insertion_replaces_the_first() -> None:
    """Installing into another folder must not leave two blocks: Terraform reads only one."""
    once = configuration.insert(OTHERS, configuration.render(Path("/old")))
    twice = configuration.insert(once, configuration.render(FOLDER))
    assert twice == configuration.insert(OTHERS, configuration.render(FOLDER))


def test_a_block_of_the_users_own_is_left_alone() -> None:
    """A company mirror is configured there; replacing it would break every other provider."""
    with pytest.raises(click.ClickException, match="provider_installation block of its own"):
        configuration.insert(FOREIGN, configuration.render(FOLDER))


@pytest.mark.parametrize("text", [f"# {FOREIGN}", f"/* {FOREIGN} */", 'x = "provider_installation {"\n'])
def test_a_comment_is_not_a_block(text: str) -> None:
    """A block that is commented out, or only spoken of, decides nothing."""
    commented = text if text.startswith(("/*", "x")) else text.replace("\n", "\n# ")
    assert configuration.render(FOLDER) in configuration.insert(commented, configuration.render(FOLDER))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (OTHERS, False),
        (FOREIGN, True),
        ('provider_installation { filesystem_mirror { path = "/elsewhere" } }', True),
        ('provider_installation { filesystem_mirror { path = "/home/somebody/mirror" } }', False),
        (configuration.render(FOLDER), False),
        ('{"provider_installation": [{"direct": {}}]}', True),
    ],
)
def test_a_configuration_that_hides_the_mirror_is_found(text: str, hidden: bool, tmp_path: Path) -> None:
    """With any provider_installation block Terraform stops searching its plugin folders, and init fails."""
    file = tmp_path / "terraform.rc"
    file.write_text(text)
    found = configuration.find_hiding(FOLDER, {"TF_CLI_CONFIG_FILE": str(file)}, tmp_path)
    assert bool(found) is hidden
    assert not hidden or str(file) in found[0]


def test_the_files_are_the_ones_that_terraform_reads(tmp_path: Path) -> None:
    """The explicit file replaces the ones in the home folder; without it, all of those count."""
    (tmp_path / ".terraformrc").write_text(FOREIGN)
    (tmp_path / ".terraform.d").mkdir()
    (tmp_path / ".terraform.d" / "company.tfrc").write_text(FOREIGN)
    assert len(configuration.find_hiding(FOLDER, {}, tmp_path)) == 2
    assert configuration.find_hiding(FOLDER, {"TF_CLI_CONFIG_FILE": "/absent"}, tmp_path) == ()


@pytest.mark.parametrize("file", [".tofurc", "xdg/opentofu/tofurc", "xdg/opentofu/company.tfrc"])
def test_a_file_that_only_opentofu_reads_is_told_of_as_such(file: str, tmp_path: Path) -> None:
    """Terraform finds the provider all the same; whoever runs OpenTofu would search for the reason in vain."""
    hidden = tmp_path / file
    hidden.parent.mkdir(parents=True, exist_ok=True)
    hidden.write_text(FOREIGN)
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    (message,) = configuration.find_hiding(FOLDER, environ, tmp_path)
    assert str(hidden) in message
    assert "so OpenTofu does not" in message
    assert configuration.find_blocks(environ, tmp_path) == ()


def test_opentofu_prefers_its_own_file_to_terraforms(tmp_path: Path) -> None:
    """A .terraformrc that hides the provider does so for OpenTofu only as long as there is no .tofurc."""
    (tmp_path / ".terraformrc").write_text(FOREIGN)
    (message,) = configuration.find_hiding(FOLDER, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}, tmp_path)
    assert "so Terraform and OpenTofu do not" in message
    (tmp_path / ".tofurc").write_text("")
    (message,) = configuration.find_hiding(FOLDER, {}, tmp_path)
    assert "so Terraform does not" in message
