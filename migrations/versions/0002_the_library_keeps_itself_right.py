"""the library keeps itself right"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql  # noqa: F401


revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('dismissed_findings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dismissed_findings')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_dismissed_findings_fingerprint'))
    )
    op.create_table('decided_proposals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('article', sa.String(length=80), nullable=True),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_decided_proposals_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_decided_proposals_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decided_proposals')),
    sa.UniqueConstraint('message_id', name=op.f('uq_decided_proposals_message_id'))
    )
    with op.batch_alter_table('decided_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decided_proposals_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('handled_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('turn_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('article', sa.String(length=80), nullable=True),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_handled_questions_conversation_id')),
    sa.ForeignKeyConstraint(['turn_id'], ['turns.id'], name=op.f('fk_handled_questions_turn_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handled_questions')),
    sa.UniqueConstraint('turn_id', name=op.f('uq_handled_questions_turn_id'))
    )
    with op.batch_alter_table('handled_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handled_questions_conversation_id'), ['conversation_id'], unique=False)

    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.add_column(sa.Column('original', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('content_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.alter_column('original', server_default=None)
    # Until now nobody noted when the words last changed: no later than the last change of all.
    op.execute("UPDATE articles SET content_at = updated_at")


def downgrade() -> None:
    with op.batch_alter_table('articles', schema=None) as batch_op:
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('content_at')
        batch_op.drop_column('original')

    with op.batch_alter_table('handled_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handled_questions_conversation_id'))

    op.drop_table('handled_questions')
    with op.batch_alter_table('decided_proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decided_proposals_conversation_id'))

    op.drop_table('decided_proposals')
    op.drop_table('dismissed_findings')
